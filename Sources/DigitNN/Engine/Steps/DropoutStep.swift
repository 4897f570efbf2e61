import DigitTensor

/// Sets random values to 0 and scales the others. The choice depends only on the seed, the layer and the sample's number in the
/// whole training, not on threads or on where training was resumed.
package final class DropoutStep: Step {
    package let label: String
    private let count: Int
    private let rate: Float
    private let ordinal: UInt32

    /// - Parameter ordinal: the number of dropout layers before this one.
    init(count: Int, rate: Float, ordinal: UInt32) {
        (self.count, self.rate, self.ordinal) = (count, rate, ordinal)
        label = "dropout of \(rate) in training"
    }

    package var inputCount: Int { count }
    package var outputCount: Int { count }
    /// 1 where the value was kept.
    package var savedByteCount: Int { count }
    /// The random bits of a sample.
    package var scratchCount: Int { 4 * countersPerSample }
    package var prefersBatches: Bool { true }

    /// Each counter of the generator makes the bits for eight values.
    private var countersPerSample: Int { (count + 7) / 8 }

    package func forward(_ call: Call) {
        guard let seed = call.trainingSeed else {
            call.output.update(from: call.input, count: call.count * count)
            return
        }
        let random = Philox(seed: seed, stream: .dropout, index: ordinal)
        // 16 random bits for each value: the rate is met to 2^-17.
        let threshold = UInt32((Double(rate) * 0x1p16).rounded())
        for sample in 0..<call.count {
            let first = (call.ordinal + UInt64(sample)) * UInt64(countersPerSample)
            let bits = UnsafeMutableRawPointer(call.scratch).assumingMemoryBound(to: UInt16.self)
            random.fill(bits, withValuesFrom: first, counters: countersPerSample)
            Kernels.current.table.pointee.dropout(
                count, bits, threshold, 1 / (1 - rate), call.input + sample * count, call.output + sample * count,
                call.saved + sample * count)
        }
    }

    package func backward(_ call: Call) {
        guard let inputGradient = call.inputGradient else { return }
        Kernels.current.table.pointee.dropout_backward(
            call.count * count, call.saved, 1 / (1 - rate), call.outputGradient, inputGradient)
    }
}
