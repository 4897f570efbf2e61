import DigitFiles
import DigitImage
import DigitNN
import DigitRecognizer
import DigitTensor
import Foundation
import TestSupport
import Testing

@Suite struct RecognizerTests {
    /// The first test images of MNIST with their labels.
    private func testImages(_ count: Int) throws -> [(image: GrayImage, label: Int)] {
        let test = try IDXFolder(mnistPath).test()
        guard case .bytes(let bytes, _, _) = test.values else { return [] }
        return (0..<count).map { index in
            (GrayImage(width: 28, height: 28, pixels: Array(bytes[index * 784..<(index + 1) * 784])), Int(test.labels[index]))
        }
    }

    @Test func theBundledModelReadsMNIST() throws {
        let recognizer = try DigitRecognizer()
        let images = try testImages(200)
        let right = try images.count { try recognizer.recognize(normalized: $0.image).digit == $0.label }
        #expect(right >= 196)
        let dark = try images.count {
            let inverted = GrayImage(width: 28, height: 28, pixels: $0.image.pixels.map { 255 - $0 })
            return try recognizer.recognize(inverted).digit == $0.label
        }
        #expect(dark >= 196)
    }

    @Test func theMNISTModelReadsMNIST() throws {
        let recognizer = try DigitRecognizer(model: BundledModel.mnist.load())
        let images = try testImages(200)
        #expect(try images.count { try recognizer.recognize(normalized: $0.image).digit == $0.label } >= 196)
        #expect(try recognizer.recognize(normalized: images[0].image).isDigit == 1)
    }

    @Test func strokesThatAreNoDigitAreNotTrusted() throws {
        // A cross, an asterisk of bars, a comb: drawn by hand here, unlike the training's.
        let bars: [[(x: Int, y: Int, width: Int, height: Int)]] = [
            [(24, 4, 8, 48), (4, 24, 48, 8)], [(4, 4, 6, 48), (20, 4, 6, 48), (36, 4, 6, 48), (4, 46, 38, 6)],
            [(4, 4, 40, 6), (4, 24, 40, 6), (4, 44, 40, 6), (20, 4, 6, 46)],
        ]
        let recognizer = try DigitRecognizer()
        for shape in bars {
            var pixels = [UInt8](repeating: 240, count: 56 * 56)
            for bar in shape {
                for y in bar.y..<bar.y + bar.height {
                    for x in bar.x..<bar.x + bar.width { pixels[y * 56 + x] = 20 }
                }
            }
            let recognition = try recognizer.recognize(GrayImage(width: 56, height: 56, pixels: pixels))
            #expect(recognition.confidence < 0.5 && recognition.isDigit < 0.5, "\(recognition)")
        }
    }

    @Test("The views' probabilities of digits are multiplied, and those of being a digit averaged")
    func views() throws {
        let image = try testImages(8)[7].image
        let model = try BundledModel.reader.load()
        let answer = try DigitRecognizer(model: model).recognize(image)
        let single = try DigitRecognizer(model: model, views: [.asWritten])
        let seen = try DigitNormalizer().normalize(image, views: DigitView.usual).map { try single.recognize(normalized: $0) }
        let isDigit = seen.map { Double($0.isDigit) }.reduce(0, +) / Double(seen.count)
        #expect(abs(Double(answer.isDigit) - isDigit) < 1e-5)
        let products = (0..<10).map { digit in
            pow(seen.map { Double($0.isDigit) * Double($0.probabilities[digit]) }.reduce(1, *), 1 / Double(seen.count))
        }
        let sum = products.reduce(0, +)
        for digit in 0..<10 {
            #expect(abs(Double(answer.probabilities[digit]) - products[digit] / sum) < 1e-5)
        }
        #expect(try single.recognize(image) == single.recognize(normalized: DigitNormalizer().normalize(image)))
    }

    @Test func probabilitiesSumToOne() throws {
        let recognition = try DigitRecognizer().recognize(normalized: try testImages(1)[0].image)
        #expect(recognition.probabilities.count == 10)
        #expect(abs(recognition.probabilities.reduce(0, +) - 1) < 1e-5)
        #expect(abs(recognition.confidence - recognition.isDigit * recognition.probabilities.max()!) < 1e-6)
        #expect(recognition.isDigit > 0.9 && recognition.isDigit < 1)
        #expect(recognition.digit == 7)
    }

    /// Networks of one dense layer with biases but no weights: their outputs are known whatever the image is.
    private func recognizer(_ activation: Activation, biases: [Float], flat: Bool = true) throws -> DigitRecognizer {
        let dense = Dense(units: biases.count, activation: activation)
        let weights = [
            Tensor(shape: [784, biases.count]), Tensor(shape: [biases.count], scalars: biases),
        ]
        return try DigitRecognizer(model: Sequential(inputShape: [784], layers: [dense], weights: [weights]))
    }

    @Test func logitsBecomeProbabilities() throws {
        let image = GrayImage(width: 28, height: 28, pixels: [UInt8](repeating: 0, count: 784))
        let recognition = try recognizer(.linear, biases: [1, 2, 4]).recognize(normalized: image)
        // numpy: np.exp([1, 2, 4]) / np.exp([1, 2, 4]).sum()
        let expected: [Float] = [0.04201007, 0.11419519, 0.84379473]
        #expect(zip(recognition.probabilities, expected).allSatisfy { abs($0 - $1) < 1e-6 })
        #expect(recognition.digit == 2)
    }

    @Test func scoresBecomeProbabilities() throws {
        let image = GrayImage(width: 28, height: 28, pixels: [UInt8](repeating: 0, count: 784))
        let recognition = try recognizer(.sigmoid, biases: [0, 0, -100]).recognize(normalized: image)
        #expect(zip(recognition.probabilities, [0.5, 0.5, 0]).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test func elevenClassesAreTenDigitsAndTheRest() throws {
        let image = GrayImage(width: 28, height: 28, pixels: [UInt8](repeating: 0, count: 784))
        let biases: [Float] = [0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 2]
        let recognition = try recognizer(.softmax, biases: biases).recognize(normalized: image)
        // numpy: e = np.exp([0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 2]); e[2] / e[:10].sum(), 1 - e[10] / e.sum(), e[2] / e.sum()
        #expect(recognition.digit == 2)
        #expect(recognition.probabilities.count == 10)
        #expect(abs(recognition.probabilities[2] - 0.69057) < 1e-4)
        #expect(abs(recognition.isDigit - 0.79740) < 1e-4)
        #expect(abs(recognition.confidence - 0.55066) < 1e-4)
    }

    @Test func aPictureOfNothingButRest() throws {
        let image = GrayImage(width: 28, height: 28, pixels: [UInt8](repeating: 0, count: 784))
        let biases = [Float](repeating: 0, count: 10) + [200]
        let recognition = try recognizer(.softmax, biases: biases).recognize(normalized: image)
        #expect(recognition.isDigit == 0)
        #expect(recognition.confidence == 0)
        #expect(abs(recognition.probabilities.reduce(0, +) - 1) < 1e-5)
    }

    @Test func manyPicturesGiveWhatEachGivesAlone() throws {
        let recognizer = try DigitRecognizer()
        let images = try testImages(37).map(\.image)
        let together = try recognizer.recognize(normalized: images)
        for (image, answer) in zip(images, together) {
            let alone = try recognizer.recognize(normalized: image)
            #expect(answer.digit == alone.digit)
            #expect(abs(answer.confidence - alone.confidence) < 1e-5)
        }
        #expect(try recognizer.recognize(normalized: []).isEmpty)
    }

    @Test func severalThreadsAtOnceGiveWhatOneGives() async throws {
        let recognizer = try DigitRecognizer()
        let images = try testImages(24).map(\.image)
        let alone = try images.map { try recognizer.recognize(normalized: $0) }
        try await withThrowingTaskGroup(of: [Recognition].self) { group in
            for _ in 0..<6 { group.addTask { try images.map { try recognizer.recognize(normalized: $0) } } }
            for try await found in group { #expect(found == alone) }
        }
    }

    @Test func outputsThatAreNoNumbers() throws {
        let image = GrayImage(width: 28, height: 28, pixels: [UInt8](repeating: 0, count: 784))
        let recognizer = try recognizer(.linear, biases: [.nan, 0])
        #expect(throws: RecognizerError.self) { try recognizer.recognize(normalized: image) }
    }

    @Test func modelsThatGiveNoClasses() throws {
        let model = try Sequential(inputShape: [28, 28, 1], seed: 1) { Conv2D(filters: 2, kernelSize: 3) }
        let error = #expect(throws: RecognizerError.self) { try DigitRecognizer(model: model) }
        #expect(error?.description == "a model with an output for each class expected, its output has shape (26, 26, 2)")
    }

    @Test func anEmptyPicture() throws {
        let blank = GrayImage(width: 28, height: 28, pixels: [UInt8](repeating: 255, count: 784))
        #expect(throws: RecognizerError.self) { try DigitRecognizer().recognize(blank) }
    }
}
