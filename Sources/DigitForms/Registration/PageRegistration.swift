import DigitImage
import DigitPhoto
import DigitReader

/// Finds which form a page is, and registers it.
package struct PageRegistration: Sendable {
    /// The form that fits best.
    package struct Result: Sendable {
        package var form: Int
        package var fit: FormMatcher.Fit
        /// The degrees by which the page was turned clockwise to match the form.
        package var turn: Int

        /// Whether other orientations need not be tried.
        var isSure: Bool { fit.score >= FormMatcher.sureScore }
    }

    package let matchers: [FormMatcher]

    package init(matchers: [FormMatcher]) { self.matchers = matchers }

    /// - Returns: nil if no form fits in any orientation.
    package func register(_ page: PagePyramid) -> Result? {
        let image = page.image
        let frame = [(0, 0), (image.width, 0), (image.width, image.height), (0, image.height)]
            .map { PicturePoint(x: Double($0.0), y: Double($0.1)) }
        if let onFrame = best(page, corners: frame), onFrame.isSure { return bent(page, onFrame) }
        let photo = PhotoPlanes(sourceWidth: image.width, sourceHeight: image.height, planes: [image])
        let sheet = photo.sheetCorners
        if let onSheet = sheet.flatMap({ best(page, corners: $0) }), onSheet.isSure { return bent(page, onSheet) }
        // Then curled paper, so that flat pages do not wait for it.
        let curled = [frame, sheet].compactMap { $0 }.compactMap { best(page, corners: $0, isCurled: true) }
            .max { $0.fit.score < $1.fit.score }
        if let curled, curled.fit.score >= FormMatcher.leastScore { return curled }
        // From another guess, other wrong places agree by chance.
        for degrees in Self.otherGuesses {
            if let found = best(page, corners: Self.turned(frame, degrees: degrees)), found.isSure { return bent(page, found) }
        }
        return curled
    }

    /// The degrees by which pages that were not recognized are assumed to be askew.
    private static let otherGuesses = [0.7, -0.7]

    /// The points turned about their center.
    private static func turned(_ points: [PicturePoint], degrees: Double) -> [PicturePoint] {
        let (x, y) = (points.map(\.x).reduce(0, +) / Double(points.count), points.map(\.y).reduce(0, +) / Double(points.count))
        let angle = degrees * Double.pi / 180
        // For small angles, a shear in both directions is a rotation.
        return points.map { PicturePoint(x: $0.x - angle * ($0.y - y), y: $0.y + angle * ($0.x - x)) }
    }

    /// A sheet that fits, registered anew if its paper is not flat.
    private func bent(_ page: PagePyramid, _ found: Result) -> Result {
        guard !found.fit.isFlat else { return found }
        var result = found
        let matcher = matchers[found.form]
        result.fit = matcher.curledFit(page, from: found.fit.map.projection, flat: found.fit) ?? found.fit
        return result
    }

    /// The best form and turn for a page with the given corners, clockwise from the upper left.
    private func best(_ page: PagePyramid, corners: [PicturePoint], isCurled: Bool = false) -> Result? {
        var best: Result?
        for quarters in [0, 2, 1, 3] {
            for (number, matcher) in matchers.enumerated() {
                guard let guess = Self.guess(matcher.form, corners, quarters: quarters) else { continue }
                let flat = matcher.fit(page, from: guess)
                guard let fit = isCurled ? matcher.curledFit(page, from: guess, flat: flat) : flat else { continue }
                if fit.score > best?.fit.score ?? 0 { best = Result(form: number, fit: fit, turn: (360 - 90 * quarters) % 360) }
            }
            if let best, best.isSure { return best }
        }
        return best
    }

    /// The form's corners on the page's, this many quarter turns further clockwise; nil if the proportions are those of another
    /// turn.
    private static func guess(_ form: Form, _ corners: [PicturePoint], quarters: Int) -> PageMap? {
        let (width, height) = (Double(form.width), Double(form.height))
        let own = [(0, 0), (width, 0), (width, height), (0, height)].map { PicturePoint(x: $0.0, y: $0.1) }
        let turned = (0..<4).map { corners[($0 + quarters) % 4] }
        let stretch = turned[0].distance(to: turned[1]) / width / max(1, turned[1].distance(to: turned[2])) * height
        guard (0.72...1.4).contains(stretch) else { return nil }
        guard let map = PageMap(from: own, to: turned) else { return nil }
        return own.allSatisfy { map.area(x: $0.x, y: $0.y) > 0 } ? map : nil
    }
}
