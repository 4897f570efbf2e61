import DigitTensor

extension Sequential {
    /// Makes the network of the model that reads lines of numbers, with new weights: input (32, width, 1), output (width / 4,
    /// 27), the probability of each class of `NumberAlphabet` for every four columns.
    ///
    /// - Parameters:
    ///   - seed: determines the weights.
    ///   - width: the width of the strip in pixels; a multiple of 4 from 16 on. The weights do not depend on it.
    /// - Throws: `NetworkError` for another width.
    public static func numbersNetwork(seed: UInt64, width: Int = 256) throws(NetworkError) -> Sequential {
        guard width >= 16, width % 4 == 0 else {
            throw NetworkError("a width of 16 or more that is a multiple of 4 expected, got \(width)")
        }
        return try Sequential(name: "numbers", inputShape: [32, width, 1], seed: seed) {
            Conv2D(filters: 32, kernelSize: 3, padding: .same, activation: .relu)
            MaxPooling2D(poolSize: 2)
            BatchNormalization(momentum: 0.95)
            Conv2D(filters: 48, kernelSize: 3, padding: .same, activation: .relu)
            Conv2D(filters: 64, kernelSize: 3, padding: .same, activation: .relu)
            MaxPooling2D(poolSize: 2)
            BatchNormalization(momentum: 0.95)
            Conv2D(filters: 96, kernelSize: 3, padding: .same, activation: .relu)
            Conv2D(filters: 128, kernelSize: 3, padding: .same, activation: .relu)
            MaxPooling2D(poolSize: Size2D(2, 1))
            BatchNormalization(momentum: 0.95)
            Conv2D(filters: 160, kernelSize: 3, padding: .same, activation: .relu)
            Conv2D(filters: 192, kernelSize: Size2D(4, 1), activation: .relu)
            BatchNormalization(momentum: 0.95)
            Dropout(rate: 0.25)
            Conv2D(filters: 192, kernelSize: Size2D(1, 5), padding: .same, activation: .relu)
            Conv2D(filters: 192, kernelSize: Size2D(1, 7), padding: .same, activation: .relu)
            Conv2D(filters: NumberAlphabet.classCount, kernelSize: 1, activation: .softmax)
            Reshape([-1, NumberAlphabet.classCount])
        }
    }
    /// Whether the input is a strip of a line, and the output a distribution over `NumberAlphabet` for every four columns, like
    /// those of `numbersNetwork`.
    package var readsNumbers: Bool {
        inputShape.rank == 3 && inputShape[0] == 32 && inputShape[2] == 1 && outputShape.rank == 2
            && outputShape[1] == NumberAlphabet.classCount && 4 * outputShape[0] == inputShape[1]
    }
}
