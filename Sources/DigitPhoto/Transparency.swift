/// A picture with transparent parts, shown on white paper, in gray.
///
/// If white ink was drawn on nothing, white paper would hide it: then the opacity alone is the ink.
///
/// - Parameters:
///   - luminance: each pixel's brightness, 0...255, not premultiplied.
///   - opacity: each pixel's alpha, 255 for opaque.
func onWhitePaper(luminance: [UInt8], opacity: [UInt8]) -> [UInt8] {
    let blended = zip(luminance, opacity).map { light, alpha -> UInt8 in
        // White minus what the ink absorbs.
        let darkness = UInt32(255 - light) * UInt32(alpha)
        return UInt8(255 - (darkness + 127) / 255)
    }
    let visible = contrast(blended)
    return visible < 16 && contrast(opacity) > visible ? opacity.map { 255 - $0 } : blended
}

private func contrast(_ values: [UInt8]) -> Int {
    Int(values.max() ?? 0) - Int(values.min() ?? 0)
}
