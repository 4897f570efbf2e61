import DigitData
import DigitFiles
import DigitNN
import DigitTensor

/// Measures how the cost of an image grows: variants of the seed network, changed in one way at a time.
///
/// Prints a table in Markdown: microseconds per image in training and in inference, the medians of some passes over the test
/// images, and the ratio to the first line of each group.
func growthReport(_ options: Options) throws -> String {
    let test = try IDXFolder(options.required("--data")).test()
    let base = GrowthSetting()
    let groups: [(title: String, settings: [(label: String, setting: GrowthSetting)])] = [
        ("images in a step", [8, 16, 32, 64, 128, 256, 512].map { ("\($0)", base.with(\.batchSize, $0)) }),
        ("threads", [1, 2, 3, 4].map { ("\($0)", base.with(\.threads, $0)) }),
        ("filters", [1, 2, 4].map { ("\(16 * $0) and \(32 * $0)", base.with(\.filters, 16 * $0)) }),
        ("image size", [20, 28, 40, 56].map { ("\($0)x\($0)", base.with(\.imageSize, $0)) }),
    ]
    var lines = ["| | training, µs an image | | inference, µs an image | |", "| --- | ---: | ---: | ---: | ---: |"]
    for group in groups {
        var first: GrowthCost?
        for (label, setting) in group.settings {
            let cost = try setting.measure(test)
            let reference = first ?? cost
            first = reference
            lines.append(
                "| \(group.title): \(label) | \(oneDigit(cost.training)) | \(oneDigit(cost.training / reference.training))x | "
                    + "\(oneDigit(cost.inference)) | \(oneDigit(cost.inference / reference.inference))x |")
        }
    }
    return lines.joined(separator: "\n")
}

private struct GrowthCost {
    /// Microseconds per image.
    let training, inference: Double
}

/// A network, its images, and how it is trained.
private struct GrowthSetting {
    var batchSize = 64
    var threads = 2
    /// The filters of the first convolution; the second has twice as many.
    var filters = 32
    var imageSize = 28
    private static let passes = 3

    func with(_ property: WritableKeyPath<GrowthSetting, Int>, _ value: Int) -> GrowthSetting {
        var copy = self
        copy[keyPath: property] = value
        return copy
    }

    func measure(_ test: Dataset) throws -> GrowthCost {
        let data = try images(test)
        var model = try Sequential(inputShape: data.shape, seed: 1) {
            Conv2D(filters: filters, kernelSize: 3, activation: .relu)
            MaxPooling2D(poolSize: 2)
            Conv2D(filters: 2 * filters, kernelSize: 3, activation: .relu)
            MaxPooling2D(poolSize: 2)
            Flatten()
            Dense(units: 128, activation: .relu)
            Dropout(rate: 0.2)
            Dense(units: 10, activation: .softmax)
        }
        let trainer = Trainer(batchSize: batchSize, threads: threads)
        // The first pass warms up.
        let reports = try trainer.fit(&model, to: data, epochs: Self.passes + 1)
        let training = median(reports.dropFirst().map { $0.duration / .microseconds(1) })
        let predictor = Predictor(model, threads: threads)
        let inputs = data.floats
        var outputs = [Float](repeating: 0, count: data.count * 10)
        let inference = try median(
            (0...Self.passes).map { _ in
                try time {
                    try inputs.withUnsafeBufferPointer { inputs in
                        try outputs.withUnsafeMutableBufferPointer { try predictor.predict(inputs, into: $0) }
                    }
                } * 1e6
            }.dropFirst().map(\.self))
        return GrowthCost(training: training / Double(data.count), inference: inference / Double(data.count))
    }

    /// The test images, or the first quarter of them if they are many times the work, enlarged with the nearest pixels of
    /// MNIST's.
    private func images(_ test: Dataset) throws -> Dataset {
        guard case .bytes(let pixels, let scale, let offset) = test.values else {
            throw UsageError(description: "--data: images of bytes expected")
        }
        let (size, count) = (imageSize, filters > 32 || imageSize > 28 ? test.count / 4 : test.count)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * size * size)
        for image in 0..<count {
            for y in 0..<size {
                for x in 0..<size { bytes.append(pixels[(image * 28 + y * 28 / size) * 28 + x * 28 / size]) }
            }
        }
        return Dataset(
            shape: [size, size, 1], values: .bytes(bytes, scale: scale, offset: offset), labels: Array(test.labels.prefix(count)))
    }
}

extension Dataset {
    /// The values, converted to the network's input.
    fileprivate var floats: [Float] {
        guard case .bytes(let bytes, let scale, let offset) = values else { return [] }
        return bytes.map { Float($0) * scale + offset }
    }
}

/// A number with one digit after the point.
private func oneDigit(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
}
