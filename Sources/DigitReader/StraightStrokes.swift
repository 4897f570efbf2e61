/// A thin, straight stroke that runs roughly along one axis: a rule of the paper, a side of a box, or a part of a digit.
struct StraightStroke {
    /// The run of ink across the stroke at one step along it.
    struct Run: Equatable {
        var along, start, end: Int

        /// Twice the middle.
        var doubledMiddle: Int { start + end }
    }

    /// From its beginning to its end; some steps may be missing, where something thicker crosses.
    var runs: [Run]
    /// Whether it runs from top to bottom rather than from left to right.
    var isVertical: Bool

    var length: Int { runs[runs.count - 1].along - runs[0].along + 1 }

    /// The usual number of pixels across.
    var breadth: Int { runs.map { $0.end - $0.start }.sorted()[runs.count / 2] }

    /// The same without the runs that are much thicker than usual: there something else crosses.
    var withoutCrossings: StraightStroke {
        let most = 2 * breadth
        return StraightStroke(runs: runs.filter { $0.end - $0.start <= most }, isVertical: isVertical)
    }

    /// Whether a straight line fits: by least squares, with a root mean square deviation of a pixel or a little more if it is long.
    var isStraight: Bool {
        guard 10 * runs.count >= 5 * length else { return false }
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

    /// The pixel of a run's place, for a stroke of either direction.
    func pixel(_ run: Run, across: Int) -> (x: Int, y: Int) { isVertical ? (across, run.along) : (run.along, across) }
}

/// Finds thin, straight strokes by following runs of ink from row to row (for vertical ones) or from column to column.
struct StraightStrokes {
    /// The most pixels across.
    let mostBreadth: Int
    /// The fewest pixels along.
    let leastLength: Int

    /// - Parameters:
    ///   - ink: 1 for ink, row-major, `width` columns.
    ///   - isVertical: the direction that is looked for; the picture is transposed for those from left to right.
    func find(in ink: [UInt8], width: Int, height: Int, isVertical: Bool) -> [StraightStroke] {
        isVertical
            ? follow(ink, width: width, height: height, isVertical: true)
            : follow(Self.transposed(ink, width: width, height: height), width: height, height: width, isVertical: false)
    }

    /// A stroke that is being followed.
    private struct Chain {
        var runs: [StraightStroke.Run]
        var last: StraightStroke.Run { runs[runs.count - 1] }
    }

    private func follow(_ ink: [UInt8], width: Int, height: Int, isVertical: Bool) -> [StraightStroke] {
        let mostGap = max(6, 3 * mostBreadth)
        var found: [StraightStroke] = []
        /// Sorted by their places.
        var active: [Chain] = []
        func close(_ chain: Chain) {
            guard chain.last.along - chain.runs[0].along + 1 >= leastLength else { return }
            let stroke = StraightStroke(runs: chain.runs, isVertical: isVertical).withoutCrossings
            if stroke.length >= leastLength && stroke.isStraight { found.append(stroke) }
        }
        for y in 0..<height {
            var next: [Chain] = []
            var candidate = 0
            for run in thinRuns(ink, row: y, width: width) {
                // Chains left of this run can have no other successor, unless within reach.
                var best: (index: Int, distance: Int)?
                while candidate < active.count, active[candidate].last.doubledMiddle < run.doubledMiddle - 2 * mostGap {
                    next.append(active[candidate])
                    candidate += 1
                }
                var index = candidate
                while index < active.count, active[index].last.doubledMiddle <= run.doubledMiddle + 2 * mostGap {
                    let distance = abs(active[index].last.doubledMiddle - run.doubledMiddle)
                    let gap = run.along - active[index].last.along
                    // One and a half pixels, and one more for every eight that are missing.
                    if distance <= 3 + gap / 4, distance < best?.distance ?? .max { best = (index, distance) }
                    index += 1
                }
                if let best {
                    var chain = active.remove(at: best.index)
                    chain.runs.append(run)
                    next.append(chain)
                } else {
                    next.append(Chain(runs: [run]))
                }
            }
            next += active[candidate...]
            active = []
            for chain in next {
                if y - chain.last.along > min(mostGap, 2 + chain.runs.count) { close(chain) } else { active.append(chain) }
            }
            active.sort { $0.last.doubledMiddle < $1.last.doubledMiddle }
        }
        active.forEach(close)
        return found
    }

    private func thinRuns(_ ink: [UInt8], row: Int, width: Int) -> [StraightStroke.Run] {
        var result: [StraightStroke.Run] = []
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
        return result
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
