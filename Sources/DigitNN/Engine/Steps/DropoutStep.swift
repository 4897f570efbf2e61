import DigitTensor

/// Sets random values to 0 and scales the others. Which ones depends only on the seed, the layer and the sample's number
/// in the whole training, not on threads or on where training was resumed.
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

    package func forward(_ call: Call) {
        guard let seed = call.trainingSeed else {
            call.output.update(from: call.input, count: call.count * count)
            return
        }
        let random = Philox(seed: seed, stream: .dropout, index: ordinal)
        // 16 random bits for each value: the rate is met to 2^-17.
        let threshold = UInt32((Double(rate) * 0x1p16).rounded())
        let scale = 1 / (1 - rate)
        let countersPerSample = (count + 7) / 8
        for sample in 0..<call.count {
            let first = (call.ordinal + UInt64(sample)) * UInt64(countersPerSample)
            let (input, output, saved) = (call.input + sample * count, call.output + sample * count, call.saved + sample * count)
            for group in 0..<countersPerSample {
                let bits = random.values(at: first + UInt64(group))
                for i in 8 * group..<min(8 * group + 8, count) {
                    let isKept = bits[i >> 1 & 3] >> (UInt32(i & 1) * 16) & 0xFFFF >= threshold
                    saved[i] = isKept ? 1 : 0
                    output[i] = isKept ? input[i] * scale : 0
                }
            }
        }
    }

    package func backward(_ call: Call) {
        guard let inputGradient = call.inputGradient else { return }
        let scale = 1 / (1 - rate)
        for i in 0..<call.count * count { inputGradient[i] = call.saved[i] == 1 ? call.outputGradient[i] * scale : 0 }
    }
}
