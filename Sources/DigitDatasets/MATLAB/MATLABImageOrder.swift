/// The positions of images' pixels in an array, which MATLAB stores column after column.
struct MATLABImageOrder {
    let height: Int
    let width: Int
    /// The steps from image to image, row to row and column to column.
    private let steps: (image: Int, row: Int, column: Int)

    /// - Parameters:
    ///   - sizes: (count, pixels) or (pixels, count) of square images in row-major order; or (height, width, count), (height,
    ///     width, 1, count) or (count, height, width). Their product is the number of elements.
    ///   - count: the number of images; the result is nil if the sizes do not match it.
    init?(_ sizes: [Int], count: Int) {
        guard count > 0, !sizes.contains(0) else { return nil }
        let axes = sizes.count == 4 && sizes[2] == 1 ? [sizes[0], sizes[1], sizes[3]] : sizes
        switch axes.count {
        case 2 where axes[0] == count || axes[1] == count:
            let isRows = axes[0] == count
            guard let side = squareSide(isRows ? axes[1] : axes[0]) else { return nil }
            (height, width) = (side, side)
            steps = isRows ? (1, side * count, count) : (side * side, side, 1)
        case 3 where axes[2] == count:
            (height, width) = (axes[0], axes[1])
            steps = (height * width, 1, height)
        case 3 where axes[0] == count:
            (height, width) = (axes[1], axes[2])
            steps = (1, count, count * height)
        default: return nil
        }
    }

    /// The position of a pixel among the elements.
    func place(_ image: Int, _ row: Int, _ column: Int) -> Int { image * steps.image + row * steps.row + column * steps.column }
}
