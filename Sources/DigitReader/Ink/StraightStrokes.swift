/// A thin, straight stroke that runs roughly along one axis: a rule of the paper, a side of a box, or a part of a digit.
struct StraightStroke {
    /// The run of ink across the stroke at one step along it. Small: every second pixel may be one.
    struct Run: Equatable {
        private let step, first, next: Int32

        init(along: Int, start: Int, end: Int) { (step, first, next) = (Int32(along), Int32(start), Int32(end)) }

        var along: Int { Int(step) }
        var start: Int { Int(first) }
        var end: Int { Int(next) }

        /// Twice the center.
        var doubledMiddle: Int { start + end }
    }

    /// From its beginning to its end; some steps may be missing, where something thicker crosses.
    var runs: [Run]
    /// Whether it runs from top to bottom rather than from left to right.
    var isVertical: Bool

    /// Where it begins and ends.
    var along: ClosedRange<Int> { runs[0].along...runs[runs.count - 1].along }

    var length: Int { along.count }

    /// The center between its two ends, across its direction.
    var middle: Double { Double(runs[0].doubledMiddle + runs[runs.count - 1].doubledMiddle) / 4 }

    /// The usual thickness in pixels.
    var breadth: Int { runs.map { $0.end - $0.start }.sorted()[runs.count / 2] }

    /// The same without the runs that are much thicker than usual: there something else crosses.
    var withoutCrossings: StraightStroke {
        let most = 2 * breadth
        return StraightStroke(runs: runs.filter { $0.end - $0.start <= most }, isVertical: isVertical)
    }

    /// Whether two strokes side by side begin and end at the same level.
    func isLevel(with other: StraightStroke) -> Bool {
        Range(along).isLevel(with: Range(other.along), distance: abs(middle - other.middle))
    }

    /// Whether a straight line fits: by least squares, with a root mean square deviation of a pixel or a little more if it is long.
    var isStraight: Bool {
        guard 10 * runs.count >= 7 * length else { return false }
        let count = Double(runs.count)
        let meanAlong = Double(runs.map(\.along).reduce(0, +)) / count
        let meanMiddle = Double(runs.map(\.doubledMiddle).reduce(0, +)) / count / 2
        var (square, product, spread) = (0.0, 0.0, 0.0)
        for run in runs {
            let (a, m) = (Double(run.along) - meanAlong, Double(run.doubledMiddle) / 2 - meanMiddle)
            square += a * a
            product += a * m
            spread += m * m
        }
        let rest = max(0, spread - (square > 0 ? product * product / square : 0))
        return (rest / count).squareRoot() <= 1 + 0.003 * Double(length)
    }

    /// The pixel of a run, for a stroke of either direction.
    func pixel(_ run: Run, across: Int) -> (x: Int, y: Int) { pixel(at: run.along, across: across) }

    func pixel(at along: Int, across: Int) -> (x: Int, y: Int) { isVertical ? (across, along) : (along, across) }

    func forEachPixel(_ body: (_ x: Int, _ y: Int) -> Void) {
        for run in runs {
            for across in run.start..<run.end {
                let (x, y) = pixel(run, across: across)
                body(x, y)
            }
        }
    }
}

/// Finds thin, straight strokes by following runs of ink from row to row (for vertical ones) or from column to column.
struct StraightStrokes {
    /// The largest thickness in pixels.
    let mostBreadth: Int
    /// The least length in pixels.
    let leastLength: Int

    /// - Parameters:
    ///   - ink: 1 for ink, row-major, `width` columns.
    ///   - isVertical: the direction to look for; the picture is transposed for those from left to right.
    func find(in ink: [UInt8], width: Int, height: Int, isVertical: Bool) -> [StraightStroke] {
        isVertical
            ? follow(ink, width: width, height: height, isVertical: true)
            : follow(Self.transposed(ink, width: width, height: height), width: height, height: width, isVertical: false)
    }

    /// A run of ink, and the one before it on the same stroke.
    private struct Link {
        var run: StraightStroke.Run
        /// The index of the previous run; -1 for the first.
        var previous: Int32
        /// The start of the stroke, and the number of its runs up to here.
        var start, count: Int32
    }

    private func follow(_ ink: [UInt8], width: Int, height: Int, isVertical: Bool) -> [StraightStroke] {
        let mostGap = max(6, 3 * mostBreadth)
        var links: [Link] = []
        var found: [StraightStroke] = []
        /// The last runs of the strokes that may continue, from left to right.
        var active: [Int32] = []
        var next: [Int32] = []
        var runs: [StraightStroke.Run] = []
        func close(_ last: Int32) {
            let link = links[Int(last)]
            guard link.run.along - Int(link.start) + 1 >= leastLength else { return }
            let stroke = StraightStroke(runs: Self.runs(upTo: last, in: links), isVertical: isVertical).withoutCrossings
            if stroke.length >= leastLength && stroke.isStraight { found.append(stroke) }
        }
        for y in 0..<height {
            thinRuns(ink, row: y, width: width, into: &runs)
            next.removeAll(keepingCapacity: true)
            var first = 0
            for run in runs {
                // Strokes left of this run can have no other successor, unless within reach.
                while first < active.count {
                    if active[first] >= 0 {
                        guard links[Int(active[first])].run.doubledMiddle < run.doubledMiddle - 2 * mostGap else { break }
                        next.append(active[first])
                    }
                    first += 1
                }
                let best = nearest(to: run, in: active[first...], links: links, reach: 2 * mostGap)
                var link = Link(run: run, previous: -1, start: Int32(run.along), count: 1)
                if let best {
                    let before = links[Int(active[best])]
                    (link.previous, link.start, link.count) = (active[best], before.start, before.count + 1)
                    active[best] = -1
                }
                next.append(Int32(links.count))
                links.append(link)
            }
            next += active[first...].lazy.filter { $0 >= 0 }
            active.removeAll(keepingCapacity: true)
            for last in next {
                let link = links[Int(last)]
                if y - link.run.along > min(mostGap, 2 + Int(link.count) / 3) { close(last) } else { active.append(last) }
            }
            sort(&active, links)
        }
        active.forEach(close)
        return found
    }

    /// The index among strokes, sorted from left to right, of the one that a run continues; -1 stands for one that has been
    /// continued.
    private func nearest(to run: StraightStroke.Run, in strokes: ArraySlice<Int32>, links: [Link], reach: Int) -> Int? {
        var best: (index: Int, distance: Int)?
        for index in strokes.indices where strokes[index] >= 0 {
            let last = links[Int(strokes[index])].run
            if last.doubledMiddle > run.doubledMiddle + reach { break }
            let distance = abs(last.doubledMiddle - run.doubledMiddle)
            // One and a half pixels, and one more for every eight that are missing.
            if distance <= 3 + (run.along - last.along) / 4, distance < best?.distance ?? .max { best = (index, distance) }
        }
        return best?.index
    }

    /// Insertion sort: hardly any are out of order.
    private func sort(_ strokes: inout [Int32], _ links: [Link]) {
        for index in strokes.indices.dropFirst() {
            let stroke = strokes[index]
            let place = links[Int(stroke)].run.doubledMiddle
            var hole = index
            while hole > 0, links[Int(strokes[hole - 1])].run.doubledMiddle > place {
                strokes[hole] = strokes[hole - 1]
                hole -= 1
            }
            strokes[hole] = stroke
        }
    }

    private static func runs(upTo last: Int32, in links: [Link]) -> [StraightStroke.Run] {
        var runs: [StraightStroke.Run] = []
        var index = last
        while index >= 0 {
            runs.append(links[Int(index)].run)
            index = links[Int(index)].previous
        }
        return runs.reversed()
    }

    private func thinRuns(_ ink: [UInt8], row: Int, width: Int, into result: inout [StraightStroke.Run]) {
        result.removeAll(keepingCapacity: true)
        ink.withUnsafeBufferPointer { ink in
            var x = row * width
            let end = x + width
            while x < end {
                guard ink[x] != 0 else {
                    x += 1
                    continue
                }
                let start = x
                while x < end, ink[x] != 0 { x += 1 }
                if x - start <= mostBreadth {
                    result.append(StraightStroke.Run(along: row, start: start - row * width, end: x - row * width))
                }
            }
        }
    }

    /// Blocks of 32 by 32 keep both pictures in the cache.
    private static func transposed(_ ink: [UInt8], width: Int, height: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: ink.count) { result, count in
            ink.withUnsafeBufferPointer { ink in
                for top in stride(from: 0, to: height, by: 32) {
                    for left in stride(from: 0, to: width, by: 32) {
                        for y in top..<min(height, top + 32) {
                            for x in left..<min(width, left + 32) { result[x * height + y] = ink[y * width + x] }
                        }
                    }
                }
            }
            count = ink.count
        }
    }
}

extension Range<Int> {
    /// Whether two strokes side by side, so many pixels apart, begin and end at the same level, allowing for a sheet that is slightly
    /// skewed.
    func isLevel(with other: Range<Int>, distance: Double) -> Bool {
        let slack = 3 + 0.12 * Double(Swift.min(count, other.count)) + 0.06 * distance
        return abs(Double(lowerBound - other.lowerBound)) <= slack && abs(Double(upperBound - other.upperBound)) <= slack
    }
}
