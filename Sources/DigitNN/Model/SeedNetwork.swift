import DigitTensor

extension Sequential {
    /// Makes the network of the well-known Keras example, with new weights: 225,034 parameters, input (28, 28, 1), output (10,).
    public static func seedNetwork(seed: UInt64, classCount: Int = 10) -> Sequential {
        do {
            return try Sequential(inputShape: [28, 28, 1], seed: seed) {
                Conv2D(filters: 32, kernelSize: 3, activation: .relu)
                MaxPooling2D(poolSize: 2)
                Conv2D(filters: 64, kernelSize: 3, activation: .relu)
                MaxPooling2D(poolSize: 2)
                Flatten()
                Dense(units: 128, activation: .relu)
                Dropout(rate: 0.2)
                Dense(units: classCount, activation: .softmax)
            }
        } catch { preconditionFailure("the seed network's shapes fit: \(error)") }
    }
}
