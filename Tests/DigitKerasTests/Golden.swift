import DigitFiles
import DigitJSON
import DigitKeras
import DigitNN
import DigitTensor
import Foundation
import Testing

/// A model file written by a real Keras, with inputs and the outputs that Keras computed from them.
struct Golden: CustomTestStringConvertible, Sendable {
    let file: String
    let name: String
    let entry: JSON

    var testDescription: String { file }

    var bytes: [UInt8] { get throws { try goldenBytes(file) } }

    private func shape(_ key: String) -> [Int] { (entry[key]?.array ?? []).compactMap(\.integer) }

    /// Inputs and outputs of all samples.
    var samples: (inputs: [Float], outputs: [Float]) {
        get throws {
            let values = try goldenFloats(name + ".bin")
            let inputs = shape("inputShape").reduce(1, *)
            try #require(values.count == inputs + shape("outputShape").reduce(1, *))
            return (Array(values[..<inputs]), Array(values[inputs...]))
        }
    }

    /// The model, read as its index entry says.
    func load() throws -> LoadedModel {
        var options = KerasLoadOptions()
        options.flipsKernels = entry["flipsKernels"]?.bool
        options.inputShape = entry["givenInputShape"]?.array.map { Shape($0.compactMap(\.integer)) }
        if entry["weightsOnly"]?.bool == true {
            let whole = try KerasModel.load(
                bytes: try goldenBytes(name.replacing("seed-only", with: "seed") + ".h5"), name: name)
            let blank = try Sequential(inputShape: whole.model.inputShape, layers: whole.model.layers, seed: 1)
            return try KerasModel.loadWeights(bytes: try bytes, name: file, into: blank)
        }
        if let architecture = entry["architecture"]?.string {
            return try KerasModel.load(
                architecture: try goldenText(architecture), weights: try bytes, name: file, options: options)
        }
        return try KerasModel.load(bytes: try bytes, name: file, options: options)
    }

    /// The shape of a sample as Keras takes it.
    var sampleShape: Shape { Shape(Array(shape("inputShape").dropFirst())) }

    /// The goldens of all families.
    static let all: [Golden] = {
        let folder = (Bundle.module.resourcePath ?? "") + "/Goldens"
        let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        return files.filter { $0.hasPrefix("index-") }.flatMap { index in
            ((try? goldenJSON(index))?.array ?? []).map { entry in
                Golden(file: entry["file"]?.string ?? "", name: entry["name"]?.string ?? "", entry: entry)
            }
        }
    }()
}

/// Where the goldens are.
private func goldenPath(_ name: String) throws -> String {
    try #require(Bundle.module.resourcePath) + "/Goldens/" + name
}

/// A golden file, unpacked.
func goldenBytes(_ name: String) throws -> [UInt8] {
    try gunzip(try readFile(try goldenPath(name + ".gz"), limit: 1 << 24), limit: 1 << 24)
}

func goldenFloats(_ name: String) throws -> [Float] {
    let bytes = try goldenBytes(name)
    return stride(from: 0, to: bytes.count, by: 4).map { start in
        Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) })
    }
}

/// A golden file that is not packed.
func goldenText(_ name: String) throws -> [UInt8] { try readFile(try goldenPath(name), limit: 1 << 24) }

func goldenJSON(_ name: String) throws -> JSON { try parseJSON(try goldenText(name), name, file: name) }

/// The largest difference of two lists, relative to 1 where values are large.
func largestDifference(_ a: [Float], _ b: [Float]) -> Float {
    guard a.count == b.count else { return .infinity }
    return zip(a, b).reduce(0) { largest, pair in
        let difference = abs(pair.0 - pair.1) / max(1, abs(pair.1))
        return difference.isNaN ? .infinity : max(largest, difference)
    }
}

/// Samples of (channels, height, width) as (height, width, channels).
func channelsLast(_ samples: [Float], shape: Shape) -> [Float] {
    let (channels, plane) = (shape[0], shape[1] * shape[2])
    return stride(from: 0, to: samples.count, by: channels * plane).flatMap { start in
        (0..<plane).flatMap { pixel in (0..<channels).map { samples[start + $0 * plane + pixel] } }
    }
}
