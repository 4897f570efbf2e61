import DigitImage

/// What Leptonica does for pictures of pages. Each function gives nil where Leptonica refuses the picture or is out of memory.
extension GrayImage {
    /// How bright the paper is everywhere, for a picture of dark ink: averaged over squares of `reduction` pixels, with all that
    /// is darker and narrower than `window` of them filled in, and smoothed.
    package func paper(reduction: Int, window: Int) -> GrayImage? {
        guard let image = LeptonicaImage(self) else { return nil }
        return reduction > 1 ? image.reduced(by: reduction)?.paper(window: window) : image.paper(window: window)
    }

    /// The picture at another size: averages where it shrinks, linear interpolation where it grows.
    package func scaled(width newWidth: Int, height newHeight: Int) -> GrayImage? {
        LeptonicaImage(self)?.scaled(width: newWidth, height: newHeight)?.gray()
    }

    /// Each pixel as the mean of the square of 2 * `half` + 1 pixels around it, or of what fits of it.
    package func blurred(half: Int) -> GrayImage? {
        let half = min(half, (width - 1) / 2, (height - 1) / 2)
        return half > 0 ? LeptonicaImage(self)?.blurred(half: half)?.gray() : self
    }

    /// The angle in degrees by which rows of ink (pixels over `level`) are to be turned clockwise to be level, and how sure that
    /// is: the ratio of the best to the worst angle's score. Leptonica trusts it from 3 on.
    package func skew(above level: UInt8) -> (degrees: Float, confidence: Float)? {
        LeptonicaImage(self)?.mask(above: level)?.skew()
    }

    /// The picture turned clockwise about its middle, as large as it was; black comes in from outside.
    package func turned(degrees: Float) -> GrayImage? { LeptonicaImage(self)?.turned(degrees: degrees)?.gray() }
}

extension LeptonicaImage {
    fileprivate borrowing func paper(window: Int) -> GrayImage? {
        guard let closed = closed(side: max(1, window) | 1) else { return nil }
        let half = min(window / 3, (closed.size().width - 1) / 2, (closed.size().height - 1) / 2)
        return half > 0 ? closed.blurred(half: half)?.gray() : closed.gray()
    }
}
