import DigitImage

/// Leptonica's operations on pictures of pages. Each function returns nil if Leptonica rejects the picture or is out of memory.
extension GrayImage {
    /// The brightness of the paper everywhere, for a picture of dark ink: averaged over squares of `reduction` pixels, with all
    /// that is darker and narrower than `window` of them filled in, and smoothed.
    package func paper(reduction: Int, window: Int) -> GrayImage? {
        let small = reduction > 1 ? LeptonicaImage(self)?.reduced(by: reduction)?.gray() : self
        guard let small else { return nil }
        let side = max(1, window) | 1
        // A closing would fill in a gradient of light toward a border; extended beyond it, the gradient stays as it is.
        let rim = min(side, small.width - 1, small.height - 1)
        let half = max(1, window / 5)
        guard let closed = LeptonicaImage(small.continued(by: rim))?.closed(side: side)?.gray(),
            let blurred = closed.blurred(half: half), let darkest = LeptonicaImage(closed)?.eroded(side: 3)?.gray()
        else { return nil }
        // An average reaches across a shadow's edge, where it would be brighter than the paper in the shadow.
        return GrayImage(
            width: blurred.width, height: blurred.height, pixels: zip(darkest.pixels, blurred.pixels).map { min($0, $1) }
        )
        .cropped(by: rim)
    }

    /// The picture with a margin that mirrors both position and level at the border: 2 * border - inner pixel.
    private func continued(by rim: Int) -> GrayImage {
        func mirrored(_ position: Int, _ size: Int) -> (border: Int, inner: Int) {
            position < 0 ? (0, -position) : position >= size ? (size - 1, 2 * (size - 1) - position) : (position, position)
        }
        var result: [UInt8] = []
        result.reserveCapacity((width + 2 * rim) * (height + 2 * rim))
        for y in -rim..<height + rim {
            let rows = mirrored(y, height)
            for x in -rim..<width + rim {
                let columns = mirrored(x, width)
                let border = Int(pixels[rows.border * width + columns.border])
                let inner = Int(pixels[rows.inner * width + columns.inner])
                result.append(UInt8(max(0, min(255, 2 * border - inner))))
            }
        }
        return GrayImage(width: width + 2 * rim, height: height + 2 * rim, pixels: result)
    }

    /// The picture without `rim` pixels on each side.
    private func cropped(by rim: Int) -> GrayImage {
        let rows = (rim..<height - rim).flatMap { pixels[$0 * width + rim..<($0 + 1) * width - rim] }
        return GrayImage(width: width - 2 * rim, height: height - 2 * rim, pixels: rows)
    }

    /// The picture at another size: averages if it shrinks, linear interpolation if it grows.
    package func scaled(width newWidth: Int, height newHeight: Int) -> GrayImage? {
        LeptonicaImage(self)?.scaled(width: newWidth, height: newHeight)?.gray()
    }

    /// Each pixel as the mean of the square of 2 * `half` + 1 pixels around it, or of the part inside the picture.
    package func blurred(half: Int) -> GrayImage? {
        let half = min(half, (width - 1) / 2, (height - 1) / 2)
        return half > 0 ? LeptonicaImage(self)?.blurred(half: half)?.gray() : self
    }

    /// The picture with all that is darker than its surroundings and narrower than `side` (odd) pixels filled in.
    package func closed(side: Int) -> GrayImage? { LeptonicaImage(self)?.closed(side: side)?.gray() }
}
