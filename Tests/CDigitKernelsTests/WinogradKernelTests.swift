import CDigitKernels
import TestSupport
import Testing

/// Winograd's transforms of every table that this machine can run, against plain loops in double precision.
@Suite
struct WinogradKernelTests {
    @Test("Winograd's transforms give the convolution", arguments: isas, [4, 5, 6])
    func winograd(_ isa: UInt32, _ size: Int) {
        var random = SplitMix(state: 1)
        let table = kernels(isa)
        let transforms = [table.winograd4, table.winograd5, table.winograd6][size - 4]
        let points = (size + 2) * (size + 2)
        for (rows, columns, channels, filters) in [(1, 1, 1, 16), (2, 2, 32, 64), (2, 4, 5, 32), (2, 1, 19, 7)] {
            let (width, height, tiles) = (columns * size + 2, rows * size + 2, rows * columns)
            let outputWidth = columns * size
            let (image, kernel) = (random.floats(height * width * channels), random.floats(9 * channels * filters))
            let (inputStride, productStride) = (tiles * channels + 5, tiles * filters + 3)
            var (kernelPoints, inputPoints) = (random.floats(points * channels * filters), random.floats(points * inputStride))
            var (products, output) = (random.floats(points * productStride), random.floats(rows * size * outputWidth * filters))
            let patches = (0..<tiles).map { Int32(($0 / columns * width + $0 % columns) * size * channels) }
            let outputs = (0..<tiles).map { Int32(($0 / columns * outputWidth + $0 % columns) * size * filters) }
            transforms.kernel(channels * filters, kernel, &kernelPoints)
            transforms.input(tiles, channels, width * channels, patches, image, inputStride, &inputPoints)
            products.withUnsafeMutableBufferPointer { products in
                inputPoints.withUnsafeBufferPointer { inputPoints in
                    kernelPoints.withUnsafeBufferPointer { kernelPoints in
                        for point in 0..<points {
                            table.gemm(
                                tiles, filters, channels, inputPoints.baseAddress! + point * inputStride, channels, 1,
                                kernelPoints.baseAddress! + point * channels * filters, filters,
                                products.baseAddress! + point * productStride, filters, 0)
                        }
                    }
                }
            }
            transforms.output(tiles, filters, filters, outputWidth * filters, productStride, products, outputs, &output)
            var errors = Errors()
            for (i, found) in output.enumerated() {
                let (y, x, f) = (i / filters / outputWidth, i / filters % outputWidth, i % filters)
                errors.compare(
                    found,
                    terms: (0..<9 * channels).map { at in
                        let (t, c) = (at / channels, at % channels)
                        let pixel = (y + t / 3) * width + x + t % 3
                        return Double(image[pixel * channels + c]) * Double(kernel[at * filters + f])
                    })
            }
            // The transforms make larger numbers than the convolution has.
            #expect(errors.worst < 200, "\(rows)x\(columns) tiles, \(channels) channels, \(filters) filters")
        }
    }

    @Test("Winograd's transposed transforms give the gradient of the kernel", arguments: isas, [4, 5, 6])
    func winogradGradient(_ isa: UInt32, _ size: Int) {
        var random = SplitMix(state: 1)
        let table = kernels(isa)
        let transforms = [table.winograd4, table.winograd5, table.winograd6][size - 4]
        let points = (size + 2) * (size + 2)
        // The last tiles overlap the ones before by `shared` rows and columns.
        for (rows, columns, channels, filters, shared) in [
            (1, 1, 1, 16, 0), (2, 3, 5, 32, 2), (3, 2, 19, 7, 1), (2, 2, 33, 40, 3),
        ] {
            let (outputHeight, outputWidth) = (rows * size - (rows > 1 ? shared : 0), columns * size - (columns > 1 ? shared : 0))
            let (tiles, width) = (rows * columns, outputWidth + 2)
            let image = random.floats((outputHeight + 2) * width * channels)
            let gradient = random.floats(outputHeight * outputWidth * filters)
            let corners = (0..<tiles).map {
                (row: min($0 / columns * size, outputHeight - size), column: min($0 % columns * size, outputWidth - size))
            }
            let patches = corners.map { Int32(($0.row * width + $0.column) * channels) }
            let outputs = corners.map { Int32(($0.row * outputWidth + $0.column) * filters) }
            let skipped = corners.enumerated().flatMap { tile, corner in
                [UInt8(tile / columns * size - corner.row), UInt8(tile % columns * size - corner.column)]
            }
            let (inputStride, gradientStride, kernelStride) = (tiles * channels + 5, tiles * filters + 3, channels * filters + 1)
            var (inputPoints, gradientPoints) = (random.floats(points * inputStride), random.floats(points * gradientStride))
            var (kernelPoints, kernel) = (random.floats(points * kernelStride), random.floats(9 * channels * filters))
            let before = kernel
            transforms.input(tiles, channels, width * channels, patches, image, inputStride, &inputPoints)
            transforms.gradient(
                tiles, filters, filters, outputWidth * filters, outputs, skipped, gradient, gradientStride, &gradientPoints)
            kernelPoints.withUnsafeMutableBufferPointer { products in
                for point in 0..<points {
                    table.gemm(
                        channels, filters, tiles, Array(inputPoints[(point * inputStride)...]), 1, channels,
                        Array(gradientPoints[(point * gradientStride)...]), filters,
                        products.baseAddress! + point * kernelStride, filters, 0)
                }
            }
            for accumulate: Int32 in [0, 1] {
                kernel = before
                transforms.kernel_gradient(channels, filters, filters, kernelStride, kernelPoints, &kernel, accumulate)
                var errors = Errors()
                for (at, found) in kernel.enumerated() {
                    let (t, c, f) = (at / filters / channels, at / filters % channels, at % filters)
                    let terms = (0..<outputHeight * outputWidth).map { position in
                        let pixel = (position / outputWidth + t / 3) * width + position % outputWidth + t % 3
                        return Double(image[pixel * channels + c]) * Double(gradient[position * filters + f])
                    }
                    errors.compare(found, terms: accumulate == 1 ? terms + [Double(before[at])] : terms)
                }
                #expect(errors.worst < 200, "\(rows)x\(columns) tiles, \(channels) channels, \(filters) filters")
            }
        }
    }
}
