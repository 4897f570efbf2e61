import DigitImage
import DigitTensor

extension Canvas {
    /// Resizes the picture.
    func resample(width newWidth: Int, height newHeight: Int) {
        guard newWidth != width || newHeight != height else { return }
        take(image.resized(width: min(largestWidth, max(1, newWidth)), height: min(largestHeight, max(1, newHeight))))
    }

    /// Stretches the ink to fill a small square, as some collections store digits.
    func stretchToSquare(side: Int) {
        guard let box = inkBox(above: 0.3) else { return }
        crop(box)
        resample(width: side, height: side)
    }

    /// Shrinks the picture so that its longer side has this many pixels, keeping its proportions.
    func shrink(to side: Int) {
        let longer = max(width, height)
        guard side < longer else { return }
        resample(width: (width * side + longer / 2) / longer, height: (height * side + longer / 2) / longer)
    }

    /// The columns and rows of the pixels above a level, nil if there are none.
    func inkBox(above level: Float) -> (columns: Range<Int>, rows: Range<Int>)? {
        var (left, right, top, bottom) = (width, -1, height, -1)
        for y in 0..<height {
            for x in 0..<width where pixels[y * width + x] > level {
                left = min(left, x)
                right = max(right, x)
                top = min(top, y)
                bottom = y
            }
        }
        return right < 0 ? nil : (left..<right + 1, top..<bottom + 1)
    }

    /// Crops the picture to a part.
    func crop(_ box: (columns: Range<Int>, rows: Range<Int>)) {
        for (newY, y) in box.rows.enumerated() {
            for (newX, x) in box.columns.enumerated() { spare[newY * box.columns.count + newX] = pixels[y * width + x] }
        }
        resize(width: box.columns.count, height: box.rows.count)
        swap()
    }
}
