import DigitPhoto
import DigitReader

/// Registers pages with a form by its print.
package struct FormMatcher: Sendable {
    /// The position of a page.
    package struct Fit: Sendable {
        /// Maps the form's picture to the page's.
        package var map: SheetMap
        /// The fraction of the print that is found in its place, 0...1: the mean of the fractions of anchors and of fields'
        /// corners.
        package var score: Double
        /// For each field, the fraction of its printed corners that are found; nil if none are printed.
        package var fields: [Double?]
        /// Whether the paper is so flat that the map is projective.
        package var isFlat: Bool
    }

    package let form: Form
    private let coarse, middle, fine: AnchorLevel
    /// For each field, the corners of its boxes, or of some of them.
    private let corners: [[AnchorLevel]]
    /// Some of them, spread over the page, by which curled paper is also registered.
    private let curlCorners: AnchorLevel

    /// Below this score, a page is another form. A form with the same text, but boxes elsewhere, scores about a third.
    package static let leastScore = 0.5
    /// From this score on, other orientations of the page need not be tried.
    package static let sureScore = 0.75
    /// The page width in pixels at which anchors are finally located.
    private static let fineWidth = 850.0
    /// The least correlation of an anchor that counts as found.
    private static let leastLikeness: Float = 0.5
    /// Paper is flat if this fraction of anchors is found by a projective map, with at most this common error, in pixels of their
    /// level.
    private static let (flatShare, flatError) = (0.9, 0.1)
    /// How much lower the score of curled paper's map may be than that of flat paper's.
    private static let mostScoreLoss = 0.05
    /// The largest remainder of curled paper's anchors, relative to flat paper's map, with which its map is chosen.
    private static let mostRemainder = 0.5
    /// The most corners of fields by which curled paper is registered.
    private static let mostCorners = 120
    /// The most boxes whose corners are searched: of all fields together, and of each field of a form that has more.
    private static let (mostBoxes, mostBoxesOfEach) = (2_000, 10)
    /// The fewest anchors by which a form can be recognized.
    private static let fewestAnchors = 8

    /// - Throws: `FormError` if the form has too little print.
    package init(_ form: Form) throws(FormError) {
        self.form = form
        // About 850 pixels across, and a half and a quarter of that.
        let finest = max(1, Int((Double(min(form.width, form.height)) / Self.fineWidth).rounded()))
        func level(_ selection: AnchorSelection, _ columns: Int, _ rows: Int) -> AnchorLevel {
            let isPortrait = form.width <= form.height
            return selection.level(columns: isPortrait ? columns : rows, rows: isPortrait ? rows : columns)
        }
        coarse = level(AnchorSelection(form, reduction: 4 * finest), 5, 6)
        middle = level(AnchorSelection(form, reduction: 2 * finest), 7, 9)
        let selection = AnchorSelection(form, reduction: finest)
        fine = level(selection, 9, 12)
        corners = zip(form.fields, Self.searchedBoxes(of: form)).map { field, boxes in
            boxes.map { selection.corners(of: $0, turn: field.turn) }
        }
        curlCorners = AnchorLevel(reduction: finest, anchors: corners.joined().flatMap(\.anchors)).thinned(to: Self.mostCorners)
        guard min(coarse.anchors.count, middle.anchors.count, fine.anchors.count) >= Self.fewestAnchors else {
            throw FormError(
                "form \"\(form.name)\": more print expected on the page to recognize it by, found \(fine.anchors.count) pieces")
        }
    }

    /// For each field, the boxes whose corners are searched on pages: all, or some of its checkboxes if the form has very many.
    package static func searchedBoxes(of form: Form) -> [[PixelBox]] {
        let boxes = form.fields.map(\.inkBoxes)
        let total = boxes.reduce(0) { $0 + $1.count }
        guard total > mostBoxes else { return boxes }
        let most = max(mostBoxesOfEach, mostBoxes / boxes.count)
        return boxes.map { boxes in
            // Evenly from the first to the last.
            boxes.count <= most ? boxes : (0..<most).map { boxes[$0 * boxes.count / most] }
        }
    }

    /// Registers a page of flat paper with the form, starting from a guess.
    /// - Returns: nil if that fails.
    package func fit(_ page: PagePyramid, from guess: PageMap) -> Fit? {
        guard let rough = roughMap(page, from: guess),
            let closer = step(page, rough, middle, reach: 8, tolerance: 2.5, kind: .projective, likeness: 0.4)
        else { return nil }
        return flatFit(page, from: closer.map)
    }

    /// Registers a page with the form whose paper may be curled, starting from a guess.
    /// - Parameter flat: a map as of flat paper, if there is one; it is kept unless another is clearly better.
    /// - Returns: nil if that fails.
    package func curledFit(_ page: PagePyramid, from guess: PageMap, flat: Fit? = nil) -> Fit? {
        let search = CurlSearch(form: form, page: page, coarse: coarse, middle: middle, fine: fine, corners: curlCorners)
        guard let rough = roughMap(page, from: guess), let curled = search.result(from: rough) else { return flat }
        // Flat paper after all, if the guess was so far off that its map was not found.
        let again = flatFit(page, from: curled.map.projection)
        let flat = [flat, again].compactMap { $0 }.max { $0.score < $1.score }
        if let flat, flat.isFlat || curled.remainder(of: flat.map) > Self.mostRemainder { return flat }
        let fit = self.fit(page, curled.map)
        // A form with the same text but boxes elsewhere can be bent toward a page, but not onto it.
        return fit.score >= max(Self.sureScore, (flat?.score ?? 0) - Self.mostScoreLoss) ? fit : flat
    }

    private func roughMap(_ page: PagePyramid, from guess: PageMap) -> PageMap? {
        step(page, guess, coarse, reach: 16, tolerance: 2.5, kind: .affine, likeness: 0.3)?.map
    }

    private func flatFit(_ page: PagePyramid, from map: PageMap) -> Fit? {
        guard let close = step(page, map, fine, reach: 5, tolerance: 1.5, kind: .projective, likeness: 0.5),
            let last = step(page, close.map, fine, reach: 2, tolerance: 1, kind: .projective, likeness: 0.5)
        else { return nil }
        var fit = self.fit(page, SheetMap(last.map))
        fit.isFlat =
            Double(last.fit.inliers.count) >= Self.flatShare * Double(fine.anchors.count)
            && Self.commonError(last.pairs, last.fit.map) < Self.flatError * Double(fine.reduction)
        return fit
    }

    private func fit(_ page: PagePyramid, _ map: SheetMap) -> Fit {
        let fields = corners.map { share(of: $0, page, map) }
        let known = fields.compactMap { $0 }
        let print = share(of: [fine], page, map) ?? 0
        let score = known.isEmpty ? print : (print + known.reduce(0, +) / Double(known.count)) / 2
        return Fit(map: map, score: score, fields: fields, isFlat: false)
    }

    private func step(
        _ page: PagePyramid, _ map: PageMap, _ level: AnchorLevel, reach: Int, tolerance: Double, kind: RobustFit.Kind,
        likeness: Float
    ) -> (map: PageMap, pairs: [PointPair], fit: RobustFit.Result)? {
        let pairs = AnchorSearch(page: page, map: SheetMap(map), reach: reach).matches(level).filter { $0.likeness >= likeness }
            .map(\.pair)
        guard let fit = RobustFit(kind: kind, tolerance: tolerance * Double(level.reduction)).fit(pairs),
            4 * fit.inliers.count >= level.anchors.count, let next = map.after(fit.map), isSane(next, like: map)
        else { return nil }
        return (next, pairs, fit)
    }

    /// How far points are from their places together with the nearest other point, in pixels of the form: about 0 if their errors are
    /// independent, as on flat paper.
    private static func commonError(_ pairs: [PointPair], _ map: PageMap) -> Double {
        let errors = pairs.map { pair in
            let place = map.point(pair.from)
            return SIMD2(pair.to.x - place.x, pair.to.y - place.y)
        }
        var sum = 0.0
        for i in pairs.indices {
            let distances = pairs.map { $0.from.distance(to: pairs[i].from) }
            guard let near = pairs.indices.filter({ $0 != i }).min(by: { distances[$0] < distances[$1] }) else { continue }
            sum += (errors[i] * errors[near]).sum()
        }
        return max(0, sum / Double(max(1, pairs.count))).squareRoot()
    }

    /// Whether a map is plausible for a picture of a page: not mirrored, and nowhere of a very different scale than before.
    private func isSane(_ map: PageMap, like before: PageMap) -> Bool {
        let (width, height) = (Double(form.width), Double(form.height))
        return [(0, 0), (width, 0), (0, height), (width, height), (width / 2, height / 2)].allSatisfy {
            (place: (Double, Double)) in
            let ratio = map.area(x: place.0, y: place.1) / before.area(x: place.0, y: place.1)
            return ratio.isFinite && (0.25...4).contains(ratio)
        }
    }

    /// The fraction of anchors that are found within a pixel of their place; nil if there are none.
    private func share(of levels: [AnchorLevel], _ page: PagePyramid, _ map: SheetMap) -> Double? {
        let matches = levels.flatMap { AnchorSearch(page: page, map: map, reach: 1).matches($0) }
        guard !matches.isEmpty else { return nil }
        return Double(matches.count { $0.likeness >= Self.leastLikeness }) / Double(matches.count)
    }
}
