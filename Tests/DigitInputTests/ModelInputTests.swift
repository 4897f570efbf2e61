import DigitData
import DigitImage
import DigitInput
import DigitTensor
import Testing

@Suite struct ModelInputTests {
    /// 28 x 28 pixels, each another value as far as bytes go.
    private let image = GrayImage(width: 28, height: 28, pixels: (0..<784).map { UInt8($0 % 251) })
    private var values: [Float] { image.pixels.map { Float($0) / 255 } }

    private func expectClose(_ values: [Float], _ expected: [Float]) {
        #expect(values.count == expected.count)
        #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test(arguments: [[784], [28, 28], [28, 28, 1], [1, 28, 28], [784, 1], [1, 784], [28, 28, 1, 1]] as [Shape])
    func oneValueForEachPixel(shape: Shape) throws {
        expectClose(try ModelInput(shape: shape).values(image), values)
    }

    @Test func colorsLast() throws {
        expectClose(try ModelInput(shape: [28, 28, 3]).values(image), values.flatMap { [$0, $0, $0] })
    }

    @Test func colorsFirst() throws {
        expectClose(try ModelInput(shape: [3, 28, 28]).values(image), values + values + values)
    }

    @Test(arguments: [(0, 255), (-1, 1), (1, 0), (-0.5, 0.5)] as [(Float, Float)])
    func ranges(low: Float, high: Float) throws {
        let input = try ModelInput(shape: [28, 28], range: try InputRange(low: low, high: high))
        let converted = zip(input.values(image), values)
        #expect(converted.allSatisfy { abs($0 - (low + $1 * (high - low))) < 1e-4 })
    }

    @Test func shrinksByArea() throws {
        let halves = GrayImage(width: 4, height: 2, pixels: [0, 100, 20, 20, 100, 200, 20, 20])
        let tall = GrayImage(width: 4, height: 4, pixels: halves.pixels + [255, 255, 0, 0, 255, 255, 0, 0])
        expectClose(try ModelInput(shape: [2, 2], range: .unit).values(tall), [100 / 255, 20 / 255, 1, 0])
    }

    @Test(arguments: [[32, 32, 1], [14, 14], [1024], [64, 32, 3]] as [Shape])
    func otherSizesKeepAnEvenImageEven(shape: Shape) throws {
        let even = GrayImage(width: 28, height: 28, pixels: [UInt8](repeating: 51, count: 784))
        expectClose(try ModelInput(shape: shape).values(even), [Float](repeating: 0.2, count: shape.count))
    }

    @Test(arguments: [[783], [28, 28, 2], [28, 28, 28, 3], [1], [10, 3, 10, 3], [2, 28, 28]] as [Shape])
    func shapesThatCannotBe(shape: Shape) {
        let error = #expect(throws: InputError.self) { try ModelInput(shape: shape) }
        #expect(error?.description.contains("\(shape)") == true)
    }

    @Test func datasetsAreFedAsImagesAre() throws {
        let second = GrayImage(width: 28, height: 28, pixels: image.pixels.reversed())
        let data = Dataset(
            shape: [28, 28, 1], values: .bytes(image.pixels + second.pixels, scale: 1 / 255, offset: 0), labels: [3, 4])
        for shape in [[784], [32, 32], [28, 28, 3], [3, 20, 20]] as [Shape] {
            let input = try ModelInput(shape: shape, range: try InputRange(low: -1, high: 1))
            let fed = try input.dataset(data)
            guard case .bytes(let bytes, let scale, let offset) = fed.values else {
                Issue.record("bytes expected")
                continue
            }
            expectClose(bytes.map { Float($0) * scale + offset }, input.values(image) + input.values(second))
            #expect(fed.shape == shape)
            #expect(fed.labels == [3, 4])
        }
    }

    @Test func datasetsThatCannotBe() throws {
        let input = try ModelInput(shape: [28, 28])
        let floats = Dataset(shape: [28, 28, 1], values: .floats([Float](repeating: 0, count: 784)), labels: [0])
        #expect(throws: InputError.self) { try input.dataset(floats) }
        let many = Dataset(
            shape: [1, 1, 1], values: .bytes([UInt8](repeating: 0, count: 300), scale: 1, offset: 0),
            labels: [UInt8](repeating: 0, count: 300))
        #expect(throws: InputError.self) { try ModelInput(shape: [4096, 4096]).dataset(many) }
    }

    @Test(arguments: [(0, 0), (.nan, 1), (0, .infinity), (-3e38, 3e38)] as [(Float, Float)])
    func rangesThatCannotBe(low: Float, high: Float) {
        #expect(throws: InputError.self) { try InputRange(low: low, high: high) }
    }
}
