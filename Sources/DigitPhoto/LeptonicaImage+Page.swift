import CLeptonica

/// Leptonica's functions for pictures of pages. Each gives nil where Leptonica refuses the picture or is out of memory.
extension LeptonicaImage {
    private static func made(by function: () -> DigitsPix) -> LeptonicaImage? { LeptonicaImage(withoutCodecMessages(function)) }

    /// Averages over squares of `reduction` pixels.
    borrowing func reduced(by reduction: Int) -> LeptonicaImage? {
        let scale = 1 / Float(reduction)
        return Self.made { DigitsPix(pointer: pixScaleAreaMap(pix.pointer, scale, scale)) }
    }

    /// Averages where it shrinks, linear interpolation where it grows.
    borrowing func scaled(width: Int, height: Int) -> LeptonicaImage? {
        Self.made { DigitsPix(pointer: pixScaleToSize(pix.pointer, Int32(clamping: width), Int32(clamping: height))) }
    }

    /// Fills in what is darker than its surroundings and narrower than `side` (odd) pixels: a gray closing.
    borrowing func closed(side: Int) -> LeptonicaImage? {
        Self.made { DigitsPix(pointer: pixCloseGray(pix.pointer, Int32(side), Int32(side))) }
    }

    /// Averages over squares of 2 * `half` + 1 pixels, which must not be larger than the image.
    borrowing func blurred(half: Int) -> LeptonicaImage? {
        Self.made { DigitsPix(pointer: pixBlockconv(pix.pointer, Int32(half), Int32(half))) }
    }

    /// Turned clockwise about its middle, as large as it was; black comes in from outside.
    borrowing func turned(degrees: Float) -> LeptonicaImage? {
        let radians = degrees * .pi / 180
        return Self.made {
            DigitsPix(pointer: pixRotate(pix.pointer, radians, Int32(L_ROTATE_AREA_MAP), Int32(L_BRING_IN_BLACK), 0, 0))
        }
    }

    /// One bit per pixel, set where a gray image is brighter than `level`.
    borrowing func mask(above level: UInt8) -> LeptonicaImage? {
        guard let dark = Self.made(by: { DigitsPix(pointer: pixThresholdToBinary(pix.pointer, Int32(level) + 1)) }) else {
            return nil
        }
        return Self.made { DigitsPix(pointer: pixInvert(nil, dark.pix.pointer)) }
    }

    /// How a mask must be turned (degrees clockwise) for its rows to be level, and the ratio of the best to the worst angle's score.
    borrowing func skew() -> (degrees: Float, confidence: Float)? {
        var (angle, confidence): (Float, Float) = (0, 0)
        let failed = withoutCodecMessages { pixFindSkew(pix.pointer, &angle, &confidence) }
        return failed == 0 ? (angle, confidence) : nil
    }
}
