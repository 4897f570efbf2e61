import DigitImage
import DigitPhoto

/// The positions in a photo's planes that the pixels of a line's picture are sampled from.
struct SamplingGrid {
    private let columns, rows: Int
    /// For each column, in pixels of the planes: its position in the top row, and the steps for one row down and one column to
    /// the right.
    private var tops: [SIMD2<Float>] = []
    private var down: [SIMD2<Float>] = []
    private var across: [SIMD2<Float>] = []

    /// Samples along the side of a square for each pixel.
    private let samples: Int
    /// This many suffice for an average.
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

    /// The picture of a plane with dark ink; the plane's border is extended outside.
    func samples(of plane: GrayImage, isInkBright: Bool) -> GrayImage {
        let flip: UInt8 = isInkBright ? 255 : 0
        let pixels = [UInt8](unsafeUninitializedCapacity: columns * rows) { result, count in
            plane.pixels.withUnsafeBufferPointer { pixels in
                let source = GraySampler(pixels: pixels.baseAddress!, width: plane.width, height: plane.height)
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

    private func interpolate(_ source: GraySampler, row: Int, into target: UnsafeMutablePointer<UInt8>) {
        tops.withUnsafeBufferPointer { tops in
            down.withUnsafeBufferPointer { down in
                for column in 0..<columns {
                    let place = tops[column] + Float(row) * down[column]
                    target[column] = UInt8(truncatingIfNeeded: Int(source.value(place.x, place.y) + 0.5))
                }
            }
        }
    }

    /// The means over the pixels' areas.
    private func average(_ source: GraySampler, row: Int, into target: UnsafeMutablePointer<UInt8>) {
        let count = samples * samples
        let share = 1 / Float(samples)
        let shifts = (0..<samples).map { (Float($0) + 0.5) * share - 0.5 }
        for column in 0..<columns {
            let (step, side) = (down[column], across[column])
            let middle = tops[column] + Float(row) * step
            var sum = count / 2
            for a in shifts {
                let start = middle + a * step
                for b in shifts {
                    let place = start + b * side
                    sum += Int(source.nearest(place.x, place.y))
                }
            }
            target[column] = UInt8(truncatingIfNeeded: sum / count)
        }
    }
}
