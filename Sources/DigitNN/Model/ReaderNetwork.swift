import DigitTensor

extension Sequential {
    /// Makes the network of the model that reads handwriting, with new weights: 397,003 parameters, input (28, 28, 1), output
    /// (11,): ten digits, and a class for everything else.
    ///
    /// Pools come early, and every second convolution is fused with its pool, so that it is fast to train and to use.
    public static func readerNetwork(seed: UInt64) -> Sequential {
        do {
            return try Sequential(inputShape: [28, 28, 1], seed: seed) {
                Conv2D(filters: 32, kernelSize: 3, activation: .relu)
                Conv2D(filters: 48, kernelSize: 3, activation: .relu)
                MaxPooling2D(poolSize: 2)
                BatchNormalization()
                Conv2D(filters: 80, kernelSize: 3, activation: .relu)
                Conv2D(filters: 128, kernelSize: 3, activation: .relu)
                MaxPooling2D(poolSize: 2)
                BatchNormalization()
                Conv2D(filters: 192, kernelSize: 3, padding: .same, activation: .relu)
                Flatten()
                Dropout(rate: 0.25)
                Dense(units: 11, activation: .softmax)
            }
        } catch { preconditionFailure("the reader network's shapes fit: \(error)") }
    }
}
