import DigitTensor

/// How the output of a 3x3 convolution that feeds a 2x2 pool is cut into Winograd tiles of one size.
///
/// Tiles of 4x4 outputs (2x2 pool windows) cover the output as far as they fit, tiles of 2x2 outputs (one window) the rest:
/// a 10x10 output takes 4 * 36 + 9 * 16 = 288 products for each pair of channels instead of 900.
struct WinogradTiling {
    /// The transforms of this tile size.
    let transforms: WinogradTransforms
    /// Products for each tile: 16 or 36.
    let pointCount: Int
    /// Tiles in an image.
    let tileCount: Int
    /// For the tiles of several images, one image after the other: where the input patch starts.
    let patches: [Int32]
    /// Likewise: where the first pooled window of the tile lies.
    let outputs: [Int32]

    /// - Parameters:
    ///   - windowsPerSide: 1 for tiles of 2x2 outputs, 2 for tiles of 4x4.
    ///   - windows: the rows and columns of the pool windows, as (row, column) of each tile's first.
    init(windowsPerSide: Int, windows: [(row: Int, column: Int)], input: Shape, output: Shape, images: Int) {
        let kernels = Kernels.current.table.pointee
        transforms = windowsPerSide == 2 ? kernels.winograd4 : kernels.winograd2
        pointCount = windowsPerSide == 2 ? 36 : 16
        tileCount = windows.count
        let (rowStride, channels) = (input[1] * input[2], input[2])
        patches = (0..<images).flatMap { image in
            windows.map { Int32(image * input.count + 2 * $0.row * rowStride + 2 * $0.column * channels) }
        }
        outputs = (0..<images).flatMap { image in
            windows.map { Int32(image * output.count + ($0.row * output[1] + $0.column) * output[2]) }
        }
    }

    /// The tilings for an output (rows, columns, filters) of pooled windows: large tiles, then small ones for what is left.
    static func tilings(input: Shape, output: Shape, images: Int) -> [WinogradTiling] {
        let (largeRows, largeColumns) = (output[0] / 2 * 2, output[1] / 2 * 2)
        let windows = (0..<output[0]).flatMap { row in (0..<output[1]).map { (row: row, column: $0) } }
        let isLarge = { (window: (row: Int, column: Int)) in window.row < largeRows && window.column < largeColumns }
        let large = windows.filter { isLarge($0) && $0.row % 2 == 0 && $0.column % 2 == 0 }
        let small = windows.filter { !isLarge($0) }
        return [(2, large), (1, small)].filter { !$0.1.isEmpty }.map {
            WinogradTiling(windowsPerSide: $0.0, windows: $0.1, input: input, output: output, images: images)
        }
    }
}
