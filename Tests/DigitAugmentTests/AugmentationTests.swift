import DigitAugment
import DigitData
import DigitFiles
import DigitNN
import DigitTensor
import TestSupport
import Testing

@Suite struct AugmentationTests {
    private let digits: Dataset

    init() throws {
        digits = try IDXFolder(mnistPath).test()[0..<500]
    }

    private func augmented(
        _ sample: Int, by augmenter: any SampleAugmenter, ordinal: UInt32, progress: Double = 0
    ) -> (label: Int, values: [Float]) {
        var values = [Float](repeating: .nan, count: 784)
        var random = Philox(seed: 5, stream: .augmentation, index: ordinal)
        let label = values.withUnsafeMutableBufferPointer {
            augmenter.augment(
                sample: sample, label: Int(digits.labels[sample]), progress: progress, random: &random, into: $0)
        }
        return (label, values)
    }

    @Test func valuesAreInRangeAndLabelsInTheirNumbers() throws {
        let augmenter = try #require(RobustAugmentation(digits, nonDigitPart: 0.2)).makeAugmenter()
        var (rest, kept, black) = (0, 0, 0)
        let count = 4000
        for i in 0..<count {
            let (label, values) = augmented(i % 500, by: augmenter, ordinal: UInt32(i))
            #expect(values.allSatisfy { $0 >= 0 && $0 <= 1 }, "sample \(i)")
            #expect((0...10).contains(label))
            if label == 10 { rest += 1 }
            if label == Int(digits.labels[i % 500]) { kept += 1 }
            if label != 10, values.allSatisfy({ $0 == 0 }) { black += 1 }
        }
        // Of 4,000 draws with probability 0.2, 800 with a standard deviation of 25.
        #expect((700...900).contains(rest))
        #expect(kept > 2800)
        #expect(black == 0)
    }

    @Test func withoutNonDigitsThereAreNone() throws {
        let augmenter = try #require(RobustAugmentation(digits, nonDigitPart: 0)).makeAugmenter()
        #expect((0..<1000).allSatisfy { augmented($0 % 500, by: augmenter, ordinal: UInt32($0)).label < 10 })
    }

    @Test func nothingIsLeftOfTheSampleBefore() throws {
        let augmentation = try #require(RobustAugmentation(digits, nonDigitPart: 0.3))
        let (one, other) = (augmentation.makeAugmenter(), augmentation.makeAugmenter())
        for i in 0..<600 { _ = augmented((i * 7) % 500, by: other, ordinal: UInt32(10_000 + i)) }
        for i in 0..<600 {
            let (first, second) = (
                augmented(i % 500, by: one, ordinal: UInt32(i)), augmented(i % 500, by: other, ordinal: UInt32(i))
            )
            #expect(first.label == second.label && first.values == second.values, "sample \(i)")
            _ = augmented((i * 13) % 500, by: other, ordinal: UInt32(20_000 + i))
        }
    }

    @Test func everyTimeASampleIsAnother() throws {
        let augmenter = try #require(RobustAugmentation(digits)).makeAugmenter()
        let pictures = (0..<50).map { augmented(3, by: augmenter, ordinal: UInt32($0)).values }
        #expect(Set(pictures).count == 50)
    }

    /// At the end of a training most samples are like the digits that they were made from.
    @Test func samplesStayNearMNISTInTheEnd() throws {
        guard case .bytes(let bytes, let scale, _) = digits.values else { return }
        let augmenter = try #require(RobustAugmentation(digits)).makeAugmenter()
        func near(at progress: Double) -> Int {
            (0..<1000).count { i in
                let (label, values) = augmented(i % 500, by: augmenter, ordinal: UInt32(i), progress: progress)
                guard label == Int(digits.labels[i % 500]) else { return false }
                let original = bytes[i % 500 * 784..<(i % 500 + 1) * 784].map { Float($0) * scale }
                return correlation(values, original) > 0.7
            }
        }
        let (early, before, after) = (near(at: 0), near(at: 0.79), near(at: 0.81))
        #expect(early == before)
        #expect(Double(after) > 1.5 * Double(before), "\(before) and \(after) of 1,000")
    }

    /// Pearson's.
    private func correlation(_ a: [Float], _ b: [Float]) -> Float {
        let (n, meanA, meanB) = (Float(a.count), a.reduce(0, +) / Float(a.count), b.reduce(0, +) / Float(b.count))
        let (ab, aa, bb) = zip(a, b).reduce((-n * meanA * meanB, -n * meanA * meanA, -n * meanB * meanB)) {
            ($0.0 + $1.0 * $1.1, $0.1 + $1.0 * $1.0, $0.2 + $1.1 * $1.1)
        }
        return aa > 0 && bb > 0 ? ab / (aa * bb).squareRoot() : 0
    }

    @Test(arguments: Corruption.allCases)
    func corruptionsStayFinite(corruption: Corruption) throws {
        guard case .bytes(let bytes, _, _) = digits.values else { return }
        let canvas = Canvas()
        var changed = 0
        for i in 0..<100 {
            canvas.resize(width: 28, height: 28)
            for pixel in 0..<784 { canvas.pixels[pixel] = Float(bytes[i * 784 + pixel]) / 255 }
            let before = canvas.image
            var random = Philox(seed: 9, stream: .augmentation, index: UInt32(i))
            corruption.apply(to: canvas, random: &random)
            #expect((0..<784).allSatisfy { canvas.pixels[$0].isFinite && abs(canvas.pixels[$0]) < 4 })
            if canvas.image != before { changed += 1 }
        }
        #expect(changed > 60)
    }

    @Test func otherDataAreRefused() {
        let data = Dataset(shape: [2, 2, 1], values: .bytes([1, 2, 3, 4], scale: 1, offset: 0), labels: [0])
        #expect(RobustAugmentation(data) == nil)
    }

    /// Weights after a short training with all features.
    private func weights(threads: Int) throws -> [[Tensor]] {
        var model = try Sequential(inputShape: [28, 28, 1], seed: 3) {
            Conv2D(filters: 4, kernelSize: 3, activation: .relu)
            MaxPooling2D(poolSize: 2)
            Flatten()
            Dropout(rate: 0.3)
            Dense(units: 11, activation: .softmax)
        }
        var trainer = Trainer(optimizer: .adam(), batchSize: 48, seed: 11, threads: threads)
        trainer.augmentation = RobustAugmentation(digits)
        trainer.averageDecay = 0.99
        try trainer.fit(&model, to: digits, epochs: 2)
        return model.weights
    }

    @Test func trainingDoesNotDependOnThreads() throws {
        let one = try weights(threads: 1)
        #expect(try weights(threads: 2) == one)
        #expect(try weights(threads: 5) == one)
    }
}
