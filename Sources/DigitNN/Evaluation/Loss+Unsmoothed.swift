import DigitTensor

extension Loss {
    /// The same loss without label smoothing; nil if it has none.
    public var unsmoothed: Loss? {
        guard case .categoricalCrossentropy(let fromLogits, let smoothing) = self, smoothing != 0 else { return nil }
        return .categoricalCrossentropy(fromLogits: fromLogits)
    }
}

extension Evaluation {
    /// The mean of another loss of the same outputs.
    public func mean(of loss: Loss) -> Double {
        let classCount = confusion.count
        var sum = 0.0
        outputs.withUnsafeBufferPointer { outputs in
            guard let start = outputs.baseAddress else { return }
            for (sample, label) in labels.enumerated() {
                sum += Double(
                    loss.evaluate(
                        output: start + sample * classCount, count: classCount, label: Int(label), isLogits: loss.takesLogits,
                        gradient: nil,
                        scale: 1))
            }
        }
        return sum / Double(max(labels.count, 1))
    }
}
