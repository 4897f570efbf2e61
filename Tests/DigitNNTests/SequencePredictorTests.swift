import DigitNN
import DigitTensor
import Testing

struct SequencePredictorTests {
    /// Random weights, and wide strips of random pixels.
    static func model() throws -> Sequential {
        try randomNetwork([8, 32, 1], seed: 2, SequenceTrainingTests.model().layers)
    }

    static func strip(_ width: Int, seed: UInt64 = 1) -> [Float] {
        var random = Philox(seed: seed, stream: .augmentation, index: UInt32(width))
        return (0..<8 * width).map { _ in random.nextUniform() }
    }

    /// The network's output for a strip as a whole, padded to a width.
    private func expected(_ strip: [Float], width: Int) throws -> [Float] {
        let columns = strip.count / 8
        let pixels = (0..<8).flatMap { row in
            strip[row * columns..<(row + 1) * columns] + [Float](repeating: 0, count: width - columns)
        }
        let outputs = try Predictor(Self.model().withInput(width: width), threads: 1).predict(pixels)
        return outputs.prefix((columns + 1) / 2 * 4).map { naturalLogarithm($0) }
    }

    @Test("Strips of one width or of many, together or alone, have the network's probabilities", arguments: [1, 2, 3])
    func widths(threads: Int) throws {
        let predictor = try SequencePredictor(Self.model(), threads: threads)
        let widths = [1, 2, 63, 64, 65, 700, 300, 64, 3, 200, 1024, 90, 500, 400]
        let strips = widths.enumerated().map { Self.strip($1, seed: UInt64($0)) }
        let together = try predictor.logProbabilities(of: strips)
        for (strip, found) in zip(strips, together) {
            let width = try #require([64, 128, 192, 256, 384, 512, 768, 1024].first { $0 >= strip.count / 8 })
            let expected = try expected(strip, width: width)
            #expect(found.count == expected.count)
            #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-4 }, "width \(strip.count / 8)")
            let alone = try predictor.logProbabilities(of: [strip])
            #expect(alone == [found])
        }
    }

    @Test("A strip processed in pieces has the probabilities of the whole", arguments: [1025, 1100, 2500, 4001])
    func longStrips(width: Int) throws {
        let strip = Self.strip(width)
        let found = try SequencePredictor(Self.model(), threads: 2).logProbabilities(of: [strip])
        // Zeros that the network does not distinguish from the strip, whose own right edge has zeros beside it too.
        let expected = try expected(strip, width: (width + 63) / 64 * 64 + 64)
        #expect(found[0].count == expected.count)
        // The last piece ends where its width does: no zeros of the network's own beyond it.
        let inner = found[0].count - 4 * 20
        #expect(zip(found[0], expected).prefix(inner).allSatisfy { abs($0 - $1) < 1e-4 })
    }

    @Test("Strips of other sizes and other networks are refused")
    func refusals() throws {
        let predictor = try SequencePredictor(Self.model(), threads: 1)
        #expect(throws: NetworkError.self) { try predictor.logProbabilities(of: [[]]) }
        #expect(throws: NetworkError.self) { try predictor.logProbabilities(of: [[0, 1]]) }
        #expect(try predictor.logProbabilities(of: []).isEmpty)
        let plain = try Sequential(inputShape: [8, 16, 1], seed: 1) {
            Flatten()
            Dense(units: 4, activation: .softmax)
        }
        #expect(throws: NetworkError.self) { try SequencePredictor(plain) }
        let colors = try Sequential(inputShape: [8, 16, 3], seed: 1) {
            Conv2D(filters: 4, kernelSize: Size2D(8, 1), activation: .softmax)
            Reshape([-1, 4])
        }
        #expect(throws: NetworkError.self) { try SequencePredictor(colors) }
    }
}
