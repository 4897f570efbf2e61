import CDigitKernels
import DigitTensor

/// One kernel on one shape of the seed network, on one thread with warm caches.
struct KernelMeasurement {
    let name: String
    let shape: String
    /// Multiply-adds per call; 0 for kernels that do other work.
    var multiplyAdds = 0
    let call: (dk_kernels) -> Void
}

/// For each instruction set of this machine and each kernel: nanoseconds per call, and GFLOP/s if it multiplies and adds.
func kernelsReport() -> String {
    let buffers = KernelBuffers()
    let sets: [(InstructionSet, dk_isa)] = [(.generic, DK_GENERIC), (.avx2, DK_AVX2), (.avx512, DK_AVX512), (.neon, DK_NEON)]
    var rows: [String] = []
    for (set, code) in sets {
        guard let table = dk_kernels_for(code)?.pointee else { continue }
        for measurement in buffers.measurements {
            let seconds = secondsPerCall { measurement.call(table) }
            rows.append(
                "{\"set\": \"\(set.rawValue)\", \"kernel\": \"\(measurement.name)\", \"shape\": \"\(measurement.shape)\", "
                    + "\"nanoseconds\": \(seconds * 1e9), \"gigaflops\": \(2e-9 * Double(measurement.multiplyAdds) / seconds)}")
        }
    }
    return "{\"kernels\": [\(rows.joined(separator: ", "))]}"
}

/// The median of several rounds, each of about 20 ms.
private func secondsPerCall(_ call: () -> Void) -> Double {
    var calls = 1
    while true {
        let seconds = time { for _ in 0..<calls { call() } }
        if seconds > 0.02 { break }
        calls *= 2
    }
    return median((0..<5).map { _ in time { for _ in 0..<calls { call() } } / Double(calls) })
}

/// Memory that the kernels work on: pixels and weights in -0.5 ... 0.5, gradients too small to make anything overflow.
struct KernelBuffers {
    private let a = floats(1 << 19), b = floats(1 << 19), c = floats(1 << 19), d = floats(1 << 19)
    private let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: 1 << 17)
    private let offsets = UnsafeMutablePointer<Int32>.allocate(capacity: 25)  // of 25 windows or tiles
    /// The positions of each window in the image.
    private let positions = UnsafeMutablePointer<Int32>.allocate(capacity: 100)
    /// The winners of 25 windows of 64 channels, of which a random half has a gradient: 8 at a position on average.
    private let winners: dk_lists
    /// The winners by channel, 12 each on average.
    private let winnersByChannel: dk_lists

    init() {
        for position in 0..<100 {
            let (window, row, column) = (position / 4, position % 4 / 2, position % 2)
            positions[position] = Int32(((window / 5 * 2 + row) * 13 + window % 5 * 2 + column) * 32)
        }
        var random = SystemRandomNumberGenerator()
        for index in 0..<25 * 64 { bytes[index] = Bool.random(using: &random) ? UInt8.random(in: 0..<4, using: &random) : 4 }
        (winners, winnersByChannel) = (Self.lists(100, stride: 80), Self.lists(64, stride: 25 + 16))
        let kernels = dk_kernels_for(DK_GENERIC).pointee
        kernels.pool_winners(25, 64, a, bytes, winners, c)
        kernels.winners_by_channel(25, 64, positions, a, bytes, winnersByChannel)
        for index in 0..<1 << 17 { bytes[index] = UInt8(index % 4) }
        for window in 0..<25 { offsets[window] = Int32((window / 5 * 2 * 13 + window % 5 * 2) * 32) }
    }

    private static func lists(_ count: Int, stride: Int) -> dk_lists {
        dk_lists(
            values: floats(count * stride), places: .allocate(capacity: count * stride), counts: .allocate(capacity: count),
            stride: stride)
    }

    private static func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
        let raw = UnsafeMutableRawPointer.allocate(byteCount: count * 4, alignment: 64)
        let floats = raw.bindMemory(to: Float.self, capacity: count)
        for index in 0..<count { floats[index] = Float(index * 7919 % 1024) / 1024 - 0.5 }
        return floats
    }

    var measurements: [KernelMeasurement] { products + convolutions + transforms + others }

    private var products: [KernelMeasurement] {
        [
            product("conv2's points, 16 tiles", m: 16, n: 32, k: 32),
            product("dense forward, 16 images", m: 16, n: 128, k: 1600),
            product("dense backward to its input, 16 images", m: 16, n: 1600, k: 128),
            product("dense weight gradient, 64 images", m: 1600, n: 128, k: 64, transposed: true),
            product("square", m: 256, n: 256, k: 256),
        ]
    }

    private func product(_ what: String, m: Int, n: Int, k: Int, transposed: Bool = false) -> KernelMeasurement {
        KernelMeasurement(name: "gemm", shape: "\(what): \(m)x\(n)x\(k)", multiplyAdds: m * n * k) {
            $0.gemm(m, n, k, a, transposed ? 1 : k, transposed ? m : 1, b, n, c, n, 0)
        }
    }

    private var winnerCount: Int { (0..<100).reduce(0) { $0 + Int(winners.counts[$1]) } }

    private var convolutions: [KernelMeasurement] {
        [
            KernelMeasurement(name: "conv3x3_one_channel_pool", shape: "28x28x1 to 13x13x32", multiplyAdds: 676 * 9 * 32) {
                $0.conv3x3_one_channel_pool(28, 28, 32, a, b, b, c, bytes)
            },
            KernelMeasurement(
                name: "conv3x3_one_channel_pool_backward", shape: "28x28x1 to 13x13x32", multiplyAdds: 169 * 9 * 32
            ) { $0.conv3x3_one_channel_pool_backward(28, 28, 32, a, b, bytes, c, d) },
            KernelMeasurement(
                name: "winners_to_kernel", shape: "64 filters of 12 winners, 3 rows of 96", multiplyAdds: winnerCount * 288
            ) {
                $0.winners_to_kernel(64, 96, 13 * 32, winnersByChannel, a, c, 1)
            },
            KernelMeasurement(
                name: "winners_to_image", shape: "100 positions of 8 winners, 3 rows of 96", multiplyAdds: winnerCount * 288
            ) {
                $0.winners_to_image(100, 64, 96, 13 * 32, positions, winners, a, c)
            },
        ]
    }

    /// Winograd's, on 16 tiles of 13x13x32 images.
    private var transforms: [KernelMeasurement] {
        let sizes: [(name: String, transforms: KeyPath<dk_kernels, dk_winograd>)] = [
            ("winograd4", \.winograd4), ("winograd5", \.winograd5), ("winograd6", \.winograd6),
        ]
        return sizes.flatMap { name, transforms in
            [
                KernelMeasurement(name: "\(name).input", shape: "16 tiles, 32 channels") {
                    $0[keyPath: transforms].input(16, 32, 13 * 32, offsets, a, 16 * 32 + 16, c)
                },
                KernelMeasurement(name: "\(name).output", shape: "16 tiles, 32 filters") {
                    $0[keyPath: transforms].output(16, 32, 32, 13 * 32, 16 * 32 + 16, a, offsets, c)
                },
            ]
        } + [
            KernelMeasurement(name: "bias_pool", shape: "10x10x32 of 64 filters") { $0.bias_pool(5, 5, 32, a, b, 64, c, bytes) }
        ]
    }

    private var others: [KernelMeasurement] {
        [
            KernelMeasurement(name: "adam", shape: "204,800 weights") { $0.adam(204_800, a, b, d, c, 0, 0, 0, 1e-7, 0) },
            KernelMeasurement(name: "scale_bytes", shape: "one image") { $0.scale_bytes(784, bytes, 1 / 255, 0, c) },
        ]
    }
}
