import DigitImage

/// The luminance of a color: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601), in 16-bit fixed point.
func luminance(red: UInt8, green: UInt8, blue: UInt8) -> UInt8 {
    let weightedRed = 19595 * UInt32(red)
    let weightedGreen = 38470 * UInt32(green)
    let weightedBlue = 7471 * UInt32(blue)
    return UInt8((weightedRed + weightedGreen + weightedBlue + 32768) >> 16)
}

/// Gray unchanged, or the luminance of red, green and blue.
func luminance(of planes: [GrayImage]) -> GrayImage {
    guard planes.count == 3 else { return planes[0] }
    let (red, green, blue) = (planes[0].pixels, planes[1].pixels, planes[2].pixels)
    return GrayImage(
        width: planes[0].width, height: planes[0].height,
        pixels: red.indices.map { luminance(red: red[$0], green: green[$0], blue: blue[$0]) })
}
