import CLeptonica

/// Leptonica's functions for pictures of pages. Each returns nil if Leptonica rejects the picture or is out of memory.
extension LeptonicaImage {
    private static func made(by function: () -> DigitsPix) -> LeptonicaImage? {
        silenceLeptonica()
        return LeptonicaImage(function())
    }

    /// Averages over squares of `reduction` pixels.
    borrowing func reduced(by reduction: Int) -> LeptonicaImage? {
        let scale = 1 / Float(reduction)
        return Self.made { DigitsPix(pointer: pixScaleAreaMap(pix.pointer, scale, scale)) }
    }

    /// Averages if it shrinks, linear interpolation if it grows.
    borrowing func scaled(width: Int, height: Int) -> LeptonicaImage? {
        Self.made { DigitsPix(pointer: pixScaleToSize(pix.pointer, Int32(clamping: width), Int32(clamping: height))) }
    }

    /// Fills in what is darker than its surroundings and narrower than `side` (odd) pixels: a gray closing.
    borrowing func closed(side: Int) -> LeptonicaImage? {
        Self.made { DigitsPix(pointer: pixCloseGray(pix.pointer, Int32(side), Int32(side))) }
    }

    /// The darkest of each square of `side` (odd) pixels: a gray erosion.
    borrowing func eroded(side: Int) -> LeptonicaImage? {
        Self.made { DigitsPix(pointer: pixErodeGray(pix.pointer, Int32(side), Int32(side))) }
    }

    /// Averages over squares of 2 * `half` + 1 pixels, which must not be larger than the image.
    borrowing func blurred(half: Int) -> LeptonicaImage? {
        Self.made { DigitsPix(pointer: pixBlockconv(pix.pointer, Int32(half), Int32(half))) }
    }

    /// Each pixel from its image under a projective map with these 8 coefficients, interpolated; black from outside.
    borrowing func projected(_ coefficients: [Float]) -> LeptonicaImage? {
        var coefficients = coefficients
        return Self.made { DigitsPix(pointer: pixProjectiveGray(pix.pointer, &coefficients, 0)) }
    }
}
