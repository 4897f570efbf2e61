import DigitImage
import DigitPhoto

/// The places in a photo's planes that the pixels of a line's picture come from.
struct SamplingGrid {
    private let columns, rows: Int
    /// For each column, in pixels of the planes: its place in the top row, and how far one row down and one column to the right lead.
    private var tops: [SIMD2<Float>] = []
    private var down: [SIMD2<Float>] = []
    private var across: [SIMD2<Float>] = []

    /// Samples along the side of a square for each pixel.
    private let samples: Int
    /// So many are enough for an average.
    private static let mostSamples = 6

    init(_ region: LineRegion, view: PageView, columns: Int, rows: Int) {
        (self.columns, self.rows) = (columns, rows)
        let (wide, high) = (region.length / Double(columns), region.height / Double(rows))
        func place(_ along: Double, _ below: Double) -> SIMD2<Float> {
            let point = view.planePoint(region.point(along, below))
            return SIMD2(Float(point.x), Float(point.y))
        }
        for column in 0...columns {
            let along = (Double(column) + 0.5) * wide
            let top = place(along, -region.height / 2 + 0.5 * high)
            tops.append(top)
            down.append((place(along, region.height / 2 - 0.5 * high) - top) / Float(max(1, rows - 1)))
        }
        across = zip(tops, tops.dropFirst()).map { $1 - $0 }
        let step = down[columns / 2]
        let length = (step * step).sum().squareRoot()
        samples = length > 1.3 ? min(Self.mostSamples, Int(length.rounded(.up))) : 1
    }

    /// The picture of a plane with dark ink; the plane's border goes on outside of it.
    func samples(of plane: GrayImage, isInkBright: Bool) -> GrayImage {
        let flip: UInt8 = isInkBright ? 255 : 0
        let pixels = [UInt8](unsafeUninitializedCapacity: columns * rows) { result, count in
            plane.pixels.withUnsafeBufferPointer { pixels in
                let source = Source(pixels: pixels.baseAddress!, width: plane.width, height: plane.height)
                for row in 0..<rows {
                    let target = result.baseAddress! + row * columns
                    if samples == 1 {
                        interpolate(source, row: row, into: target)
                    } else {
                        average(source, row: row, into: target)
                    }
                }
                for i in 0..<columns * rows { result[i] ^= flip }
            }
            count = columns * rows
        }
        return GrayImage(width: columns, height: rows, pixels: pixels)
    }

    private func interpolate(_ source: Source, row: Int, into target: UnsafeMutablePointer<UInt8>) {
        tops.withUnsafeBufferPointer { tops in
            down.withUnsafeBufferPointer { down in
                for column in 0..<columns { target[column] = source.value(tops[column] + Float(row) * down[column]) }
            }
        }
    }

    /// The means over the pixels' areas.
    private func average(_ source: Source, row: Int, into target: UnsafeMutablePointer<UInt8>) {
        let count = samples * samples
        let share = 1 / Float(samples)
        let shifts = (0..<samples).map { (Float($0) + 0.5) * share - 0.5 }
        for column in 0..<columns {
            let (step, side) = (down[column], across[column])
            let middle = tops[column] + Float(row) * step
            var sum = count / 2
            for a in shifts {
                let start = middle + a * step
                for b in shifts { sum += source.nearest(start + b * side) }
            }
            target[column] = UInt8(truncatingIfNeeded: sum / count)
        }
    }

    /// A plane's pixels; (0, 0) is the upper left corner of the first.
    private struct Source {
        let pixels: UnsafePointer<UInt8>
        let width, height: Int

        @inline(__always)
        func nearest(_ place: SIMD2<Float>) -> Int {
            Int(pixels[max(0, min(height - 1, Int(place.y))) * width + max(0, min(width - 1, Int(place.x)))])
        }

        /// Between the middles of four pixels.
        @inline(__always)
        func value(_ place: SIMD2<Float>) -> UInt8 {
            let x = max(0, min(Float(width - 1), place.x - 0.5))
            let y = max(0, min(Float(height - 1), place.y - 0.5))
            let (left, top) = (Int(x), Int(y))
            let (a, b) = (x - Float(left), y - Float(top))
            let upper = pixels + top * width + left
            let lower = top + 1 < height ? upper + width : upper
            let right = left + 1 < width ? 1 : 0
            let high = Float(upper[0]) + a * (Float(upper[right]) - Float(upper[0]))
            let low = Float(lower[0]) + a * (Float(lower[right]) - Float(lower[0]))
            return UInt8(truncatingIfNeeded: Int(high + b * (low - high) + 0.5))
        }
    }
}
