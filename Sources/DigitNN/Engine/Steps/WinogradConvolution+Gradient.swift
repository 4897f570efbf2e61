import DigitTensor

extension WinogradConvolution {
    /// The number of tiles of several images whose products are summed at once, so that the sums stay in registers for long.
    private static let gradientTilesAtOnce = 96

    private var gradientImagesAtOnce: Int { max(1, Self.gradientTilesAtOnce / tileCount) }

    /// The points of some images, and for one block of filters those of their output gradients and of the kernel's gradient.
    var gradientScratchCount: Int { kernelPointsOffset + pointCount * pointStride(channels * filterBlock) }
    private var gradientPointsOffset: Int { pointCount * pointStride(gradientImagesAtOnce * tileCount * channels) }
    private var kernelPointsOffset: Int {
        gradientPointsOffset + pointCount * pointStride(gradientImagesAtOnce * tileCount * filterBlock)
    }

    /// The gradient of the kernel: at each point the product of the input's and the output gradient's, summed over all tiles.
    /// - Parameters:
    ///   - count: the number of images.
    ///   - image: returns one of the images; the next call may overwrite it.
    ///   - gradient: the gradients of their outputs, one after the other.
    ///   - kernelGradient: receives (3, 3, channels, filters) values.
    func kernelGradient(
        count: Int, image: (Int) -> ConstFloats, gradient: ConstFloats, to kernelGradient: Floats, scratch: Floats
    ) {
        for first in stride(from: 0, to: count, by: gradientImagesAtOnce) {
            let images = first..<min(first + gradientImagesAtOnce, count)
            let inputStride = pointStride(images.count * tileCount * channels)
            for number in images {
                transforms.input(
                    tileCount, channels, input[1] * channels, patches, image(number), inputStride,
                    scratch + (number - first) * tileCount * channels)
            }
            for block in stride(from: 0, to: filters, by: filterBlock) {
                addProducts(
                    filters: block..<min(block + filterBlock, filters), images: images, gradient: gradient, scratch: scratch,
                    to: kernelGradient, accumulating: first > 0)
            }
        }
    }

    /// The contribution of some images, whose points are in the working memory, to the gradient of some filters.
    private func addProducts(
        filters block: Range<Int>, images: Range<Int>, gradient: ConstFloats, scratch: Floats, to kernelGradient: Floats,
        accumulating: Bool
    ) {
        let tiles = images.count * tileCount
        let (gradientPoints, kernelPoints) = (scratch + gradientPointsOffset, scratch + kernelPointsOffset)
        let inputStride = pointStride(tiles * channels)
        let (gradientStride, kernelStride) = (pointStride(tiles * block.count), pointStride(channels * block.count))
        for image in images {
            transforms.gradient(
                tileCount, block.count, placeFilters, placeRow, places, sharedWithOthers,
                gradient + image * resultCount + block.lowerBound, gradientStride,
                gradientPoints + (image - images.lowerBound) * tileCount * block.count)
        }
        for point in 0..<pointCount {
            Kernels.current.multiply(
                m: channels, n: block.count, k: tiles, a: ConstFloats(scratch + point * inputStride), aRow: 1,
                aColumn: channels, b: ConstFloats(gradientPoints + point * gradientStride), bRow: block.count,
                c: kernelPoints + point * kernelStride, cRow: block.count)
        }
        transforms.kernel_gradient(
            channels, block.count, filters, kernelStride, kernelPoints, kernelGradient + block.lowerBound, accumulating ? 1 : 0)
    }
}
