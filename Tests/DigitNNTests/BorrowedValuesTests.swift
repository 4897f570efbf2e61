import DigitData
import DigitNN
import DigitTensor
import Testing

/// Values in memory of the caller must train and predict like the same values in arrays.
@Suite struct BorrowedValuesTests {
    private let bytes = (0..<40 * 36).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    private let labels = (0..<40).map { UInt8($0 % 3) }

    private func network() throws -> Sequential {
        try Sequential(inputShape: [6, 6, 1], seed: 5) {
            Conv2D(filters: 4, kernelSize: 3, activation: .relu)
            Flatten()
            Dense(units: 3, activation: .softmax)
        }
    }

    private func trained(on values: Dataset.Values) throws -> Sequential {
        let data = Dataset(shape: [6, 6, 1], values: values, labels: labels, classCount: 3)
        let parts = data.split(validationFraction: 0.25)
        var model = try network()
        try Trainer(batchSize: 8, seed: 2).fit(&model, to: parts.training, validation: parts.validation, epochs: 2)
        return model
    }

    @Test func bytesTrainAsInArrays() throws {
        let expected = try trained(on: .bytes(bytes, scale: 1 / 255, offset: -0.5))
        let found = try bytes.withUnsafeBufferPointer {
            try trained(on: .borrowed(BorrowedValues(bytes: $0, scale: 1 / 255, offset: -0.5)))
        }
        #expect(found.weights == expected.weights)
    }

    @Test func floatsTrainAsInArrays() throws {
        let floats = bytes.map { Float($0) / 255 }
        let expected = try trained(on: .floats(floats))
        let found = try floats.withUnsafeBufferPointer { try trained(on: .borrowed(BorrowedValues(floats: $0))) }
        #expect(found.weights == expected.weights)
    }

    @Test func predictsIntoTheCallersMemory() throws {
        let floats = bytes.map { Float($0) / 255 }
        let predictor = Predictor(try network(), threads: 2)
        let expected = try predictor.predict(floats)
        var found = [Float](repeating: -1, count: 40 * 3)
        try floats.withUnsafeBufferPointer { samples in
            try found.withUnsafeMutableBufferPointer { try predictor.predict(samples, into: $0) }
        }
        #expect(found == expected)
        found.removeLast()
        #expect(throws: NetworkError.self) {
            try floats.withUnsafeBufferPointer { samples in
                try found.withUnsafeMutableBufferPointer { try predictor.predict(samples, into: $0) }
            }
        }
    }
}
