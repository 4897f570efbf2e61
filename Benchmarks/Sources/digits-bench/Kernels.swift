import CDigitKernels
import DigitTensor

/// One kernel on one shape of the seed network, on one thread with warm caches.
struct KernelMeasurement {
    let name: String
    let shape: String
    /// Floating-point operations of a call, a multiply-add counted as two.
    let operations: Double
    let call: (dk_kernels) -> Void
}

/// For each instruction set of this machine and each kernel: nanoseconds of a call and GFLOP/s.
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
                    + "\"nanoseconds\": \(seconds * 1e9), \"gigaflops\": \(measurement.operations / seconds * 1e-9)}")
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
    private let offsets = UnsafeMutablePointer<Int32>.allocate(capacity: 25)

    init() {
        for index in 0..<1 << 17 { bytes[index] = UInt8(index % 4) }
        for window in 0..<25 { offsets[window] = Int32((window / 5 * 2 * 13 + window % 5 * 2) * 32) }
    }

    private static func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
        let raw = UnsafeMutableRawPointer.allocate(byteCount: count * 4, alignment: 64)
        let floats = raw.bindMemory(to: Float.self, capacity: count)
        for index in 0..<count { floats[index] = Float(index * 7919 % 1024) / 1024 - 0.5 }
        return floats
    }

    var measurements: [KernelMeasurement] {
        [
            product("conv2's Winograd points, 32 filters", m: 25, n: 32, k: 32),
            product("dense forward, 16 images", m: 16, n: 128, k: 1600),
            product("dense backward to its input, 16 images", m: 16, n: 1600, k: 128),
            product("dense weight gradient, 64 images", m: 1600, n: 128, k: 64, transposed: true),
            product("square", m: 256, n: 256, k: 256),
            KernelMeasurement(name: "conv3x3_one_channel_pool", shape: "28x28x1 to 13x13x32", operations: 2 * 676 * 9 * 32) {
                $0.conv3x3_one_channel_pool(28, 28, 32, a, b, b, c, bytes)
            },
            KernelMeasurement(
                name: "conv3x3_one_channel_pool_backward", shape: "28x28x1 to 13x13x32", operations: 2 * 169 * 9 * 32
            ) {
                $0.conv3x3_one_channel_pool_backward(28, 28, 32, a, b, bytes, c, d)
            },
            KernelMeasurement(name: "winograd_input", shape: "13x13x32, 25 tiles", operations: 32 * 25 * 32) {
                $0.winograd_input(13, 32, 5, 5, a, c)
            },
            KernelMeasurement(name: "winograd_pool", shape: "25 tiles, 32 filters", operations: 28 * 25 * 32) {
                $0.winograd_pool(25, 32, 64, a, b, c, bytes)
            },
            KernelMeasurement(name: "winners_to_kernel", shape: "25 winners, 3 rows of 96", operations: 2 * 25 * 288) {
                $0.winners_to_kernel(96, 13 * 32, 25, b, offsets, a, c)
            },
            KernelMeasurement(name: "winners_to_image", shape: "25 winners, 3 rows of 96", operations: 2 * 25 * 288) {
                $0.winners_to_image(96, 13 * 32, 25, b, offsets, a, c)
            },
            KernelMeasurement(name: "adam", shape: "204,800 weights", operations: 12 * 204_800) {
                $0.adam(204_800, a, b, d, c, 0, 0, 0, 1e-7, 0)
            },
        ]
    }

    private func product(_ what: String, m: Int, n: Int, k: Int, transposed: Bool = false) -> KernelMeasurement {
        KernelMeasurement(name: "gemm", shape: "\(what): \(m)x\(n)x\(k)", operations: 2 * Double(m * n * k)) {
            $0.gemm(m, n, k, a, transposed ? 1 : k, transposed ? m : 1, b, n, c, n, 0)
        }
    }
}
