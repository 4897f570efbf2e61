/// How bright a color looks: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601), in 16-bit fixed point.
func luminance(red: UInt8, green: UInt8, blue: UInt8) -> UInt8 {
    let weightedRed = 19595 * UInt32(red)
    let weightedGreen = 38470 * UInt32(green)
    let weightedBlue = 7471 * UInt32(blue)
    return UInt8((weightedRed + weightedGreen + weightedBlue + 32768) >> 16)
}
