import DigitImage
import DigitPhoto

/// Finds anchors on a page near where a map predicts them, by normalized cross-correlation.
struct AnchorSearch {
    /// An anchor that was found.
    struct Match {
        /// The anchor's center and where it was found, both in pixels of the form's picture, to which the map takes the page.
        var pair: PointPair
        /// The correlation, -1...1.
        var likeness: Float
    }

    let page: PagePyramid
    let map: SheetMap
    /// The search radius, in pixels of the level.
    let reach: Int

    /// Searches for all anchors of a level.
    func matches(_ level: AnchorLevel) -> [Match] {
        let window = AnchorLevel.side + 2 * reach
        var values = [Float](repeating: 0, count: window * window)
        var sums = WindowSums(window: window)
        return level.anchors.map { anchor in
            sample(anchor, level, window: window, into: &values)
            sums.fill(values)
            return best(anchor, level, values, sums, window: window)
        }
    }

    /// The page's pixels around an anchor, rectified to the form's.
    private func sample(_ anchor: Anchor, _ level: AnchorLevel, window: Int, into values: inout [Float]) {
        let scale = Double(level.reduction)
        let middle = level.middle(anchor)
        let (right, down) = map.steps(x: middle.x, y: middle.y)
        let size = ((right.x * right.x + right.y * right.y).squareRoot() + (down.x * down.x + down.y * down.y).squareRoot()) / 2
        let reduction = max(1, Int((scale * size).rounded()))
        let image = page.level(reduction)
        let place = map.point(middle)
        let factor = Float(scale / Double(reduction))
        let (a, b) = (SIMD2(Float(right.x), Float(right.y)) * factor, SIMD2(Float(down.x), Float(down.y)) * factor)
        let half = Float(window - 1) / 2
        let start = SIMD2(Float(place.x), Float(place.y)) / Float(reduction) - half * a - half * b
        image.pixels.withUnsafeBufferPointer { pixels in
            let sampler = GraySampler(pixels: pixels.baseAddress!, width: image.width, height: image.height)
            for v in 0..<window {
                let row = start + Float(v) * b
                for u in 0..<window {
                    let point = row + Float(u) * a
                    values[v * window + u] = sampler.value(point.x, point.y)
                }
            }
        }
    }

    private func best(_ anchor: Anchor, _ level: AnchorLevel, _ values: [Float], _ sums: WindowSums, window: Int) -> Match {
        let side = 2 * reach + 1
        var scores = [Float](repeating: 0, count: side * side)
        var best = 0
        values.withUnsafeBufferPointer { values in
            anchor.template.withUnsafeBufferPointer { template in
                for dy in 0..<side {
                    for dx in 0..<side {
                        let product = Self.product(template.baseAddress!, values.baseAddress! + dy * window + dx, window: window)
                        scores[dy * side + dx] = product / sums.deviation(x: dx, y: dy)
                        if scores[dy * side + dx] > scores[best] { best = dy * side + dx }
                    }
                }
            }
        }
        let (dx, dy) = (best % side, best / side)
        let x = Double(dx - reach) + (dx > 0 && dx + 1 < side ? Self.peak(scores[best - 1], scores[best], scores[best + 1]) : 0)
        let y =
            Double(dy - reach) + (dy > 0 && dy + 1 < side ? Self.peak(scores[best - side], scores[best], scores[best + side]) : 0)
        let middle = level.middle(anchor)
        let scale = Double(level.reduction)
        return Match(
            pair: PointPair(from: middle, to: PicturePoint(x: middle.x + x * scale, y: middle.y + y * scale)),
            likeness: scores[best])
    }

    /// The peak of the parabola through three values, relative to the middle one.
    private static func peak(_ before: Float, _ here: Float, _ after: Float) -> Double {
        let bend = before - 2 * here + after
        return bend < 0 ? max(-0.5, min(0.5, Double((before - after) / (2 * bend)))) : 0
    }

    @inline(__always)
    private static func product(_ template: UnsafePointer<Float>, _ values: UnsafePointer<Float>, window: Int) -> Float {
        var sum = SIMD8<Float>.zero
        for row in 0..<AnchorLevel.side {
            for column in stride(from: 0, to: AnchorLevel.side, by: 8) {
                let t = UnsafeRawPointer(template + row * AnchorLevel.side + column).loadUnaligned(as: SIMD8<Float>.self)
                let v = UnsafeRawPointer(values + row * window + column).loadUnaligned(as: SIMD8<Float>.self)
                sum += t * v
            }
        }
        return sum.sum()
    }
}

/// Sums over squares of a window.
private struct WindowSums {
    private let window: Int
    private var sums, squares: [Float]

    /// The least deviation that counts, in gray levels: less is paper.
    private static let leastDeviation: Float = 4

    init(window: Int) {
        self.window = window
        sums = [Float](repeating: 0, count: (window + 1) * (window + 1))
        squares = sums
    }

    mutating func fill(_ values: [Float]) {
        let width = window + 1
        for y in 0..<window {
            var (sum, square) = (Float(0), Float(0))
            for x in 0..<window {
                // Relative to middle gray, so that single precision suffices.
                let value = values[y * window + x] - 128
                sum += value
                square += value * value
                sums[(y + 1) * width + x + 1] = sums[y * width + x + 1] + sum
                squares[(y + 1) * width + x + 1] = squares[y * width + x + 1] + square
            }
        }
    }

    /// The root of the sum of squared differences from the mean.
    func deviation(x: Int, y: Int) -> Float {
        let (width, side) = (window + 1, AnchorLevel.side)
        func total(_ table: [Float]) -> Float {
            table[(y + side) * width + x + side] - table[y * width + x + side] - table[(y + side) * width + x]
                + table[y * width + x]
        }
        let count = Float(side * side)
        let sum = total(sums)
        return max(total(squares) - sum * sum / count, count * Self.leastDeviation * Self.leastDeviation).squareRoot()
    }
}
