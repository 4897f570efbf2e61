extension GrayImage {
    /// The picture turned upright, given how the camera was held.
    ///
    /// - Parameter orientation: the EXIF tag 0x0112 (EXIF 2.32, 4.6.4 A), 1...8: 1 upright, 2 mirrored left to right, 3 upside
    ///   down, 4 mirrored top to bottom, 5 transposed, 6 to be turned 90 degrees clockwise, 7 transposed over the other diagonal,
    ///   8 to be turned 90 degrees counterclockwise. Any other number leaves the picture unchanged.
    /// - Returns: a picture of the same size, or with width and height exchanged for 5...8.
    public func oriented(_ orientation: Int) -> GrayImage {
        guard (2...8).contains(orientation), !pixels.isEmpty else { return self }
        let (right, down) = (1, width)
        let (topRight, bottomLeft) = (width - 1, width * (height - 1))
        // The first source pixel, and how far one step right and one step down in the result moves in the source.
        let (start, stepX, stepY) =
            switch orientation {
            case 2: (topRight, -right, down)
            case 3: (topRight + bottomLeft, -right, -down)
            case 4: (bottomLeft, right, -down)
            case 5: (0, down, right)
            case 6: (bottomLeft, -down, right)
            case 7: (topRight + bottomLeft, -down, -right)
            default: (topRight, down, -right)
            }
        let (newWidth, newHeight) = orientation < 5 ? (width, height) : (height, width)
        let turned = [UInt8](unsafeUninitializedCapacity: pixels.count) { result, count in
            for y in 0..<newHeight {
                for x in 0..<newWidth { result[y * newWidth + x] = pixels[start + y * stepY + x * stepX] }
            }
            count = newWidth * newHeight
        }
        return GrayImage(width: newWidth, height: newHeight, pixels: turned)
    }
}
