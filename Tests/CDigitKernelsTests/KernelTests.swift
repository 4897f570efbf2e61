import CDigitKernels
import TestSupport
import Testing

/// The products, convolutions and pools of every table that this machine can run, against plain loops in double precision.
///
/// `Scripts/kernels/check` does the same with more shapes, under sanitizers and for other machines' instruction sets.
@Suite
struct KernelTests {
    @Test("There is a portable table, and none for an unknown instruction set")
    func tables() {
        #expect(isas.contains(DK_GENERIC.rawValue))
        #expect(dk_kernels_for(dk_isa(99)) == nil)
        #expect(dk_affinity_count() >= 0)
    }

    @Test("Matrix product", arguments: isas)
    func gemm(_ isa: UInt32) {
        var random = SplitMix(state: 1)
        let sizes = [0, 1, 2, 3, 5, 6, 7, 8, 13, 14, 16, 17, 31, 33, 64, 70]
        for m in sizes {
            for n in sizes {
                let (k, byColumns, accumulate) = (sizes.randomElement(using: &random)!, random.flip(), random.flip())
                let (a, b, old) = (random.floats(m * k), random.floats(k * n), random.floats(m * n))
                var c = old
                kernels(isa).gemm(m, n, k, a, byColumns ? 1 : k, byColumns ? m : 1, b, n, &c, n, accumulate ? 1 : 0)
                var errors = Errors()
                for i in 0..<m {
                    for j in 0..<n {
                        let products = (0..<k).map { p in Double(byColumns ? a[p * m + i] : a[i * k + p]) * Double(b[p * n + j]) }
                        errors.compare(c[i * n + j], terms: products + [accumulate ? Double(old[i * n + j]) : 0])
                    }
                }
                #expect(errors.worst < 20, "m \(m) n \(n) k \(k) by columns \(byColumns) accumulating \(accumulate)")
            }
        }
    }

    @Test("Lists of nonzero values, and their product, equal to the matrix product bit for bit", arguments: isas)
    func sparse(_ isa: UInt32) {
        var random = SplitMix(state: 1)
        for (m, n, k) in [(1, 48, 128), (8, 48, 128), (8, 16, 128), (3, 112, 33), (2, 96, 0), (5, 48, 16)] {
            let a = random.floats(m * k).map { abs($0) < 0.6 ? 0 : $0 }
            let b = random.floats(k * n)
            let nonzeros = Lists(lists: m, stride: k + 16)
            var (whole, sparse) = (random.floats(m * n), random.floats(m * n))
            kernels(isa).list_nonzeros(m, k, a, nonzeros.lists)
            kernels(isa).sparse_gemm(m, n, nonzeros.lists, b, n, &sparse, n)
            kernels(isa).gemm(m, n, k, a, k, 1, b, n, &whole, n, 0)
            #expect(
                (0..<m).map { Int(nonzeros.lists.counts[$0]) } == (0..<m).map { row in (0..<k).count { a[row * k + $0] != 0 } })
            #expect(sparse == whole, "m \(m) n \(n) k \(k)")
        }
    }

    @Test("Transposition", arguments: isas)
    func transpose(_ isa: UInt32) {
        var random = SplitMix(state: 1)
        for (rows, columns) in [(1, 1), (3, 5), (4, 4), (8, 12), (7, 9), (33, 18), (64, 288), (0, 3)] {
            let source = random.floats(rows * columns)
            var target = random.floats(rows * columns)
            kernels(isa).transpose(rows, columns, source, columns, &target, rows)
            #expect(target == (0..<columns).flatMap { column in (0..<rows).map { source[$0 * columns + column] } })
        }
    }

    @Test("Sum of arrays, in order", arguments: isas)
    func sum(_ isa: UInt32) {
        var random = SplitMix(state: 1)
        for count in [0, 1, 5, 16, 63, 64, 65, 200] {
            let sources = random.floats(count * 7)
            var target = random.floats(count)
            kernels(isa).sum(count, 7, sources, count, &target)
            #expect(target == (0..<count).map { i in (1..<7).reduce(sources[i]) { $0 + sources[$1 * count + i] } })
        }
    }

    @Test("One-channel convolution with ReLU and pool, and its gradient", arguments: isas)
    func oneChannel(_ isa: UInt32) {
        var random = SplitMix(state: 1)
        for (height, width, filters) in [(4, 4, 16), (5, 7, 32), (28, 28, 32), (9, 12, 48)] {
            let (rows, columns) = (height / 2 - 1, width / 2 - 1)
            // Blank on the right, where the kernels take a shorter way.
            let image = random.floats(height * width).enumerated().map { $0.offset % width > width / 2 ? 0 : $0.element }
            let (kernel, bias) = (random.floats(9 * filters), random.floats(filters))
            var output = random.floats(rows * columns * filters)
            var codes = [UInt8](repeating: 99, count: output.count)
            kernels(isa).conv3x3_one_channel_pool(height, width, filters, image, kernel, bias, &output, &codes)
            let gradient = random.floats(output.count)
            var (kernelGradient, biasGradient) = (
                [Float](repeating: 0, count: kernel.count), [Float](repeating: 0, count: filters)
            )
            kernels(isa).conv3x3_one_channel_pool_backward(
                height, width, filters, image, gradient, codes, &kernelGradient, &biasGradient)

            var errors = Errors()
            var kernelTerms = [[Double]](repeating: [], count: kernel.count)
            var biasTerms = [[Double]](repeating: [], count: filters)
            for (i, code) in codes.enumerated() {
                let (window, f) = (i / filters, i % filters)
                func pixel(_ position: Int, _ t: Int) -> Float {
                    image[(2 * (window / columns) + position / 2 + t / 3) * width + 2 * (window % columns) + position % 2 + t % 3]
                }
                let sums = (0..<4).map { p in
                    [Double(bias[f])] + (0..<9).map { Double(pixel(p, $0)) * Double(kernel[$0 * filters + f]) }
                }
                errors.compareMaximum(output[i], code: code, sums: sums)
                guard code < 4 else { continue }
                for t in 0..<9 { kernelTerms[t * filters + f].append(Double(gradient[i]) * Double(pixel(Int(code), t))) }
                biasTerms[f].append(Double(gradient[i]))
            }
            for (found, terms) in zip(kernelGradient + biasGradient, kernelTerms + biasTerms) {
                errors.compare(found, terms: terms)
            }
            #expect(errors.worst < 20, "\(height)x\(width), \(filters) filters")
        }
    }

    @Test("Bias, ReLU and pool", arguments: isas)
    func biasPool(_ isa: UInt32) {
        var random = SplitMix(state: 1)
        for (rows, columns, block, channels) in [(1, 1, 16, 16), (5, 5, 32, 64), (3, 2, 48, 48)] {
            let (image, bias) = (random.floats(4 * rows * columns * block), random.floats(block))
            var output = [Float](repeating: 7, count: rows * columns * channels)
            var codes = [UInt8](repeating: 9, count: output.count)
            kernels(isa).bias_pool(rows, columns, block, image, bias, channels, &output, &codes)
            for (i, found) in output.enumerated() {
                let (window, c) = (i / channels, i % channels)
                guard c < block else {
                    #expect(found == 7 && codes[i] == 9, "channels of other blocks stay")
                    continue
                }
                let sums = (0..<4).map { p in
                    let (y, x) = (2 * (window / columns) + p / 2, 2 * (window % columns) + p % 2)
                    return image[(y * 2 * columns + x) * block + c] + bias[c]
                }
                let best = max(sums.max()!, 0)
                #expect(found == best && codes[i] == (best > 0 ? UInt8(sums.firstIndex(of: best)!) : 4))
            }
        }
    }

    @Test("The winners of a pool and the gradients through them", arguments: isas)
    func winners(_ isa: UInt32) {
        var random = SplitMix(state: 1)
        for (rows, columns, channels, filters) in [(1, 1, 1, 16), (5, 5, 32, 64), (3, 4, 7, 16), (2, 6, 48, 32)] {
            let (height, width, windows) = (2 * rows + 2, 2 * columns + 2, rows * columns)
            let image = random.floats(height * width * channels)
            // Kernels (3, filters, 3, channels) for the image, their gradients (filters, 3, 3, channels).
            let kernel = random.floats(filters * 9 * channels)
            let gradient = random.floats(windows * filters).map { abs($0) < 0.1 ? 0 : $0 }
            let codes = gradient.map { _ in UInt8.random(in: 0...4, using: &random) }
            let offsets = (0..<4 * windows).map { list in
                let (window, position) = (list / 4, list % 4)
                let (y, x) = (2 * (window / columns) + position / 2, 2 * (window % columns) + position % 2)
                return Int32((y * width + x) * channels)
            }
            var kernelGradient = [Float](repeating: 0, count: kernel.count)
            var imageGradient = [Float](repeating: 0, count: image.count)
            var biasGradient = [Float](repeating: 0, count: filters)
            propagate(
                kernels(isa), (windows, filters, channels, width), (offsets, gradient, codes, image, kernel), &kernelGradient,
                &imageGradient, &biasGradient)

            var kernelTerms = [[Double]](repeating: [], count: kernel.count)
            var imageTerms = [[Double]](repeating: [], count: image.count)
            var biasTerms = [[Double]](repeating: [], count: filters)
            for (i, code) in codes.enumerated() where code < 4 {
                let (window, f) = (i / filters, i % filters)
                biasTerms[f].append(Double(gradient[i]))
                for at in 0..<9 * channels {
                    let t = at / channels
                    let (y, x) = (2 * (window / columns) + Int(code) / 2 + t / 3, 2 * (window % columns) + Int(code) % 2 + t % 3)
                    let pixel = (y * width + x) * channels + at % channels
                    kernelTerms[f * 9 * channels + at].append(Double(gradient[i]) * Double(image[pixel]))
                    let weight = kernel[(t / 3 * filters + f) * 3 * channels + at % (3 * channels)]
                    imageTerms[pixel].append(Double(gradient[i]) * Double(weight))
                }
            }
            var errors = Errors()
            for (found, terms) in zip(kernelGradient + imageGradient + biasGradient, kernelTerms + imageTerms + biasTerms) {
                errors.compare(found, terms: terms)
            }
            #expect(errors.worst < 20, "\(windows) windows, \(channels) channels, \(filters) filters")
        }
    }

    /// The kernel's gradient (filters, 3, 3, channels) and the image's, through both kinds of lists.
    private func propagate(
        _ table: dk_kernels, _ sizes: (windows: Int, filters: Int, channels: Int, width: Int),
        _ from: (offsets: [Int32], gradient: [Float], codes: [UInt8], image: [Float], kernel: [Float]),
        _ kernelGradient: inout [Float], _ imageGradient: inout [Float], _ biasGradient: inout [Float]
    ) {
        let (length, rowStride, positions) = (3 * sizes.channels, sizes.width * sizes.channels, 4 * sizes.windows)
        let byPosition = Lists(lists: positions, stride: sizes.filters + 16)
        let byFilter = Lists(lists: sizes.filters, stride: sizes.windows + 16)
        table.pool_winners(sizes.windows, sizes.filters, from.gradient, from.codes, byPosition.lists, &biasGradient)
        table.winners_by_channel(sizes.windows, sizes.filters, from.offsets, from.gradient, from.codes, byFilter.lists)
        table.winners_to_image(
            positions, sizes.filters, length, rowStride, from.offsets, byPosition.lists, from.kernel, &imageGradient)
        table.winners_to_kernel(sizes.filters, length, rowStride, byFilter.lists, from.image, &kernelGradient, 1)
    }

    /// Lists and their memory.
    private final class Lists {
        let lists: dk_lists

        init(lists count: Int, stride: Int) {
            lists = dk_lists(
                values: .allocate(capacity: count * stride), places: .allocate(capacity: count * stride),
                counts: .allocate(capacity: count), stride: stride)
        }

        deinit {
            lists.values.deallocate()
            lists.places.deallocate()
            lists.counts.deallocate()
        }
    }
}
