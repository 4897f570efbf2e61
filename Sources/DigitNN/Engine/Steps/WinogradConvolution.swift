import DigitTensor

/// A 3x3 convolution with stride 1 and without padding by Winograd's minimal filtering, for the steps that need one.
///
/// The output is divided into square tiles of 4, 5 or 6 values a side, whichever needs the fewest products; if they do not fit,
/// the last ones overlap the ones before, and both compute the same values. A 10x10 output takes four tiles of 5x5, 4 * 49 = 196
/// products for each pair of channels instead of 900.
final class WinogradConvolution {
    /// The side of a tile's output.
    private let tileSize: Int
    let input: Shape
    let filters: Int
    /// The number of filters whose products are computed before they are transformed: they stay in the second-level cache.
    let filterBlock: Int
    let transforms: WinogradTransforms
    let tileCount: Int
    /// For the tiles of several images, one image after the other: the start of the input patch, and the destination of the tile.
    let patches: [Int32]
    let places: [Int32]
    /// For each tile, how many of its rows and of its columns belong to the tiles before it.
    let sharedWithOthers: [UInt8]
    let placeFilters: Int
    let placeRow: Int
    /// The number of values in an image's result.
    let resultCount: Int
    /// The kernel's points (points, channels, filters).
    private let kernelPoints: AlignedBuffer
    private let lines: SharedLines?
    /// The number of images whose tiles share a pass over the kernel's points.
    let imagesAtOnce: Int

    /// The number of tiles that are worth a pass over the kernel's points.
    private static let tilesAtOnce = 16
    private static let sizes = [6, 5, 4]

    /// Its name in papers.
    var name: String { "F(\(tileSize)x\(tileSize), 3x3)" }
    var channels: Int { input[2] }
    var pointCount: Int { (tileSize + 2) * (tileSize + 2) }

    /// Whether an output of this size has room for a tile.
    static func fits(height: Int, width: Int) -> Bool { min(height, width) >= 4 }

    /// - Parameters:
    ///   - input: (height, width, channels), with the zeros around the image if there are any.
    ///   - rows: the number of output rows to compute, up to height - 2.
    ///   - columns: the number of its columns.
    ///   - placeFilters: values of a pixel in the destination: the filters, or those of a block.
    ///   - filterBlock: the most filters at a time.
    ///   - lines: for a kernel that several threads train.
    init(
        input: Shape, rows height: Int, columns width: Int, filters: Int, placeFilters: Int, filterBlock: Int = 32,
        lines: SharedLines? = nil
    ) {
        (self.input, self.filters, self.placeFilters, self.lines) = (input, filters, placeFilters, lines)
        self.filterBlock = min(filterBlock, filters)
        func tiles(_ length: Int, _ size: Int) -> Int { (length + size - 1) / size }
        func products(_ size: Int) -> Int { tiles(height, size) * tiles(width, size) * (size + 2) * (size + 2) }
        let size = Self.sizes.filter { $0 <= min(height, width) }.min { products($0) < products($1) }!
        tileSize = size
        let kernels = Kernels.current.table.pointee
        transforms = [kernels.winograd4, kernels.winograd5, kernels.winograd6][size - 4]
        let (rows, columns) = (tiles(height, size), tiles(width, size))
        tileCount = rows * columns
        imagesAtOnce = max(1, Self.tilesAtOnce / tileCount)
        placeRow = width * placeFilters
        resultCount = height * width * placeFilters
        let corners = (0..<imagesAtOnce * tileCount).map { tile in
            (
                image: tile / (rows * columns), row: min(tile / columns % rows * size, height - size),
                column: min(tile % columns * size, width - size)
            )
        }
        patches = corners.map { Int32($0.image * input.count + ($0.row * input[1] + $0.column) * input[2]) }
        places = corners.map { Int32((($0.image * height + $0.row) * width + $0.column) * placeFilters) }
        sharedWithOthers = corners.enumerated().flatMap { tile, corner -> [UInt8] in
            let (row, column) = (tile / columns % rows * size, tile % columns * size)
            return [UInt8(row - corner.row), UInt8(column - corner.column)]
        }
        kernelPoints = AlignedBuffer(count: (size + 2) * (size + 2) * input[2] * filters)
    }

    /// Floats from one point to the next. One cache line more than needed: rows whose distance is a power of two would have to
    /// share a few lines of the first-level cache.
    func pointStride(_ values: Int) -> Int { AlignedBuffer.aligned(values) + 16 }

    private var inputPointCount: Int { pointCount * pointStride(imagesAtOnce * tileCount * channels) }

    /// Points of the input and products of one block of filters.
    var scratchCount: Int { inputPointCount + pointCount * pointStride(imagesAtOnce * tileCount * filterBlock) }

    /// Updates to a changed kernel (3, 3, channels, filters).
    func refresh(_ kernel: ConstFloats) {
        lines.set(kernelPoints.base, count: pointCount * channels * filters) { transforms.kernel(channels * filters, kernel, $0) }
    }

    /// The convolution of up to `imagesAtOnce` images, a block of filters at a time.
    /// - Parameters:
    ///   - place: the destination of the first value of a block's first image.
    ///   - finish: called when the block's values are complete.
    @inline(__always)
    func run(
        _ image: ConstFloats, images: Int, scratch: Floats, place: (_ filters: Range<Int>) -> Floats,
        finish: (_ filters: Range<Int>) -> Void = { _ in }
    ) {
        let tiles = tileCount * images
        let (inputPoints, products) = (scratch, scratch + inputPointCount)
        let inputStride = pointStride(tiles * channels)
        transforms.input(tiles, channels, input[1] * channels, patches, image, inputStride, inputPoints)
        for first in stride(from: 0, to: filters, by: filterBlock) {
            let block = first..<min(first + filterBlock, filters)
            let productStride = pointStride(tiles * block.count)
            for point in 0..<pointCount {
                Kernels.current.multiply(
                    m: tiles, n: block.count, k: channels, a: inputPoints + point * inputStride, aRow: channels, aColumn: 1,
                    b: kernelPoints.base + point * channels * filters + first, bRow: filters,
                    c: products + point * productStride, cRow: block.count)
            }
            transforms.output(tiles, block.count, placeFilters, placeRow, productStride, products, places, place(block))
            finish(block)
        }
    }
}
