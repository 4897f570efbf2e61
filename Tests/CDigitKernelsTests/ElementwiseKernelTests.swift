import CDigitKernels
import TestSupport
import Testing

/// The kernels for single values and rows of channels, against plain loops in double precision.
@Suite
struct ElementwiseKernelTests {
    @Test("Adam with weight decay", arguments: isas)
    func adam(_ isa: UInt32) {
        var random = SplitMix(state: 1)
        for count in [0, 1, 7, 16, 33, 1000] {
            let (w, m, v, g) = (random.floats(count), random.floats(count), random.floats(count).map(abs), random.floats(count))
            var (newW, newM, newV) = (w, m, v)
            kernels(isa).adam(count, &newW, &newM, &newV, g, 0.002, 0.1, 0.001, 1e-7, 4e-6)
            var errors = Errors()
            for i in 0..<count {
                let first = [Double(m[i]), (Double(g[i]) - Double(m[i])) * Double(Float(0.1))]
                let second = Double(v[i]) + (Double(g[i]) * Double(g[i]) - Double(v[i])) * Double(Float(0.001))
                let change = Double(Float(0.002)) * (first[0] + first[1]) / (second.squareRoot() + Double(Float(1e-7)))
                errors.compare(newM[i], terms: first)
                errors.compare(newV[i], terms: [second])
                errors.compare(newW[i], terms: [Double(w[i]), -Double(w[i]) * Double(Float(4e-6)), -change])
            }
            #expect(errors.worst < 20)
        }
    }

    @Test("Bias and ReLU; bytes to floats", arguments: isas)
    func elementwise(_ isa: UInt32) {
        var random = SplitMix(state: 1)
        for (rows, channels) in [(1, 1), (3, 5), (4, 16), (7, 33), (2, 64)] {
            let (y, bias) = (random.floats(rows * channels), random.floats(channels))
            var (linear, rectified) = (y, y)
            kernels(isa).add_bias(rows, channels, bias, 0, &linear)
            kernels(isa).add_bias(rows, channels, bias, 1, &rectified)
            #expect(linear == y.indices.map { y[$0] + bias[$0 % channels] })
            #expect(rectified == y.indices.map { max(y[$0] + bias[$0 % channels], 0) })
            var broken = [Float](repeating: .nan, count: y.count)
            kernels(isa).add_bias(rows, channels, bias, 1, &broken)
            #expect(broken.allSatisfy { $0.isNaN }, "a ReLU keeps what is not a number, as Keras's does")
        }
        for count in [0, 1, 3, 17, 784] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37) }
            var floats = [Float](repeating: 99, count: count)
            kernels(isa).scale_bytes(count, bytes, 1 / 255, 0.5, &floats)
            #expect(zip(floats, bytes).allSatisfy { abs(Double($0) - (Double($1) * Double(Float(1.0 / 255)) + 0.5)) < 2e-7 })
        }
    }

    @Test("Dropout and the gradient through a ReLU", arguments: isas)
    func masks(_ isa: UInt32) {
        var random = SplitMix(state: 1)
        for count in [0, 1, 3, 17, 128, 133] {
            let (x, bits) = (random.floats(count), (0..<count).map { _ in UInt16(truncatingIfNeeded: random.next()) })
            var (y, gradient, kept) = (x, x, [UInt8](repeating: 9, count: count))
            kernels(isa).dropout(count, bits, 20_000, 1.25, x, &y, &kept)
            kernels(isa).dropout_backward(count, kept, 1.25, x, &gradient)
            let expected = zip(x, bits).map { $1 >= 20_000 ? $0 * 1.25 : 0 }
            #expect(y == expected && gradient == expected && kept == bits.map { $0 >= 20_000 ? 1 : 0 })
            var passed = y
            kernels(isa).relu_backward(count, x, &passed)
            #expect(passed == zip(x, y).map { $0 > 0 ? $1 : 0 })
            var sums = x
            kernels(isa).add_rows(2, count, x + y, &sums)
            #expect(sums == zip(x, y).map { $0 + $0 + $1 })
        }
    }

    @Test("Batch normalization's sums and gradients", arguments: isas)
    func normalization(_ isa: UInt32) {
        var random = SplitMix(state: 1)
        for (rows, channels) in [(0, 3), (1, 1), (5, 16), (7, 33), (100, 70)] {
            let (x, g) = (random.floats(rows * channels), random.floats(rows * channels))
            let (mean, inverse, factor) = (random.floats(channels), random.floats(channels), random.floats(channels))
            let (gradientMean, productMean) = (random.floats(channels), random.floats(channels))
            var (y, xGradient) = (x, x)
            var (moments, sums) = ([Double](repeating: 9, count: 2 * channels), [Double](repeating: 9, count: 2 * channels))
            kernels(isa).scale_rows(rows, channels, factor, mean, x, &y)
            kernels(isa).moment_sums(rows, channels, x, &moments)
            kernels(isa).normalization_sums(rows, channels, mean, inverse, x, g, &sums)
            kernels(isa).normalization_backward(
                rows, channels, mean, inverse, factor, gradientMean, productMean, x, g, &xGradient)
            var errors = Errors()
            for c in 0..<channels {
                let column = Array(stride(from: c, to: rows * channels, by: channels))
                /// The terms of the normalized value, times something.
                func normalized(_ i: Int, times other: Float) -> [Double] {
                    [Double(x[i]), -Double(mean[c])].map { $0 * Double(inverse[c]) * Double(other) }
                }
                for i in column {
                    errors.compare(y[i], terms: [Double(x[i]) * Double(factor[c]), Double(mean[c])])
                    let terms = [Double(g[i]), -Double(gradientMean[c])] + normalized(i, times: -productMean[c])
                    errors.compare(xGradient[i], terms: terms.map { $0 * Double(factor[c]) })
                }
                errors.compare(Float(moments[c]), terms: column.map { Double(x[$0]) } + [0])
                errors.compare(Float(moments[channels + c]), terms: column.map { Double(x[$0]) * Double(x[$0]) } + [0])
                errors.compare(Float(sums[c]), terms: column.map { Double(g[$0]) } + [0])
                errors.compare(Float(sums[channels + c]), terms: column.flatMap { normalized($0, times: g[$0]) } + [0])
            }
            #expect(errors.worst < 8, "\(rows) rows of \(channels)")
        }
    }
}
