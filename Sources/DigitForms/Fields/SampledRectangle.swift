import DigitImage

/// A rectangle of the form's picture, sampled with square pixels of any size.
struct SampledRectangle {
    let x, y, step: Double
    let columns, rows: Int

    /// The columns from one exact place to the next; between them places are interpolated, since maps are smooth.
    private static let knots = 16

    /// Samples it from a page; the page's border is extended outside.
    func picture(of page: PagePyramid, map: some PointMap) -> GrayImage {
        let middle = (x: x + step * Double(columns) / 2, y: y + step * Double(rows) / 2)
        let (right, down) = map.steps(x: middle.x, y: middle.y)
        let size =
            step * ((right.x * right.x + right.y * right.y).squareRoot() + (down.x * down.x + down.y * down.y).squareRoot()) / 2
        let reduction = max(1, min(16, Int(size.rounded())))
        let source = page.level(reduction)
        let scale = 1 / Float(reduction)
        let pixels = [UInt8](unsafeUninitializedCapacity: columns * rows) { target, count in
            source.pixels.withUnsafeBufferPointer { pixels in
                let sampler = GraySampler(pixels: pixels.baseAddress!, width: source.width, height: source.height)
                for row in 0..<rows {
                    let py = y + (Double(row) + 0.5) * step
                    func place(_ column: Int) -> SIMD2<Float> {
                        let place = map.point(x: x + (Double(column) + 0.5) * step, y: py)
                        return SIMD2(Float(place.x), Float(place.y)) * scale
                    }
                    var start = place(0)
                    for first in stride(from: 0, to: columns, by: Self.knots) {
                        let end = place(first + Self.knots)
                        let step = (end - start) / Float(Self.knots)
                        for column in first..<min(columns, first + Self.knots) {
                            let point = start + Float(column - first) * step
                            let value = sampler.value(point.x, point.y)
                            target[row * columns + column] = UInt8(max(0, min(255, value + 0.5)))
                        }
                        start = end
                    }
                }
            }
            count = columns * rows
        }
        return GrayImage(width: columns, height: rows, pixels: pixels)
    }
}

extension SampledRectangle {
    /// Samples it from a page after a rotation; nil for none.
    func picture(of page: PagePyramid, turn: PageMap?, map: SheetMap) -> GrayImage {
        turn.map { picture(of: page, map: ChainedMap(first: $0, second: map)) } ?? picture(of: page, map: map)
    }
}
