import DigitImage

extension InkPiece {
    /// The piece as the recognizer takes it: 28x28 pixels for each view, bright ink on black; nil where it has no contrast.
    /// - Parameter breadth: how broad its strokes are, in pixels.
    func normalized(in map: InkMap, breadth: Double, views: [DigitView]) -> [GrayImage]? {
        var image = cutOut(of: map)
        let longer = max(image.width, image.height)
        if longer > Self.mostSide {
            image = image.resized(
                width: max(1, image.width * Self.mostSide / longer), height: max(1, image.height * Self.mostSide / longer))
        }
        // MNIST was written with a felt pen. A hairline would nearly vanish at 20 pixels, and models have not seen such.
        let relative = breadth / Double(max(width, height))
        if relative < 0.07 { image = image.thickened() }
        if relative < 0.035 { image = image.thickened() }
        return try? DigitNormalizer(polarity: .brightInk).normalize(image, views: views)
    }

    /// More rows and columns than this add nothing to 20.
    private static let mostSide = 64

    /// The gray of the piece's pixels and of those beside them, stretched to full contrast, with an empty rim of two pixels.
    private func cutOut(of map: InkMap) -> GrayImage {
        let (rim, image) = (2, map.values)
        let (cutWidth, cutHeight) = (width + 2 * rim, height + 2 * rim)
        var pixels = [UInt8](repeating: 0, count: cutWidth * cutHeight)
        var brightest = 1
        for run in runs {
            // Soft rims of strokes are below the threshold, so the pixels around count too.
            for y in max(0, run.y - 1)...min(image.height - 1, run.y + 1) {
                let target = (y - rows.lowerBound + rim) * cutWidth + rim - columns.lowerBound
                for x in max(0, run.start - 1)..<min(image.width, run.end + 1) {
                    let value = max(0, Int(image.pixels[y * image.width + x]) - InkMap.paperLevel)
                    brightest = max(brightest, value)
                    pixels[target + x] = UInt8(value)
                }
            }
        }
        for i in pixels.indices where pixels[i] > 0 { pixels[i] = UInt8(min(255, Int(pixels[i]) * 255 / brightest)) }
        return GrayImage(width: cutWidth, height: cutHeight, pixels: pixels)
    }
}

extension GrayImage {
    /// Each pixel as the brightest of itself and the four beside it.
    fileprivate func thickened() -> GrayImage {
        var result = pixels
        for y in 0..<height {
            for x in 0..<width {
                let i = y * width + x
                var value = pixels[i]
                if x > 0 { value = max(value, pixels[i - 1]) }
                if x + 1 < width { value = max(value, pixels[i + 1]) }
                if y > 0 { value = max(value, pixels[i - width]) }
                if y + 1 < height { value = max(value, pixels[i + width]) }
                result[i] = value
            }
        }
        return GrayImage(width: width, height: height, pixels: result)
    }
}
