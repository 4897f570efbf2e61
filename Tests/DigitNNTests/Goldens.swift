import DigitData
import DigitFiles
import DigitNN
import DigitTensor
import Foundation

/// Results of real Keras: written by `Goldens/make_goldens.py`, which says how.
struct Goldens: Decodable, Sendable {
    struct Tensor: Decodable, Sendable {
        let entries: [Int]
        let norm: Double
        let sum: Double
    }
    struct Training: Decodable, Sendable {
        let optimizer: String
        let losses: [Double]
        let weights: [Tensor]
    }
    struct Case: Decodable, Sendable {
        let name: String
        let loss: String
        let outputs: [Int]
        let first_loss: Double
        let gradients: [Tensor]
        let trainings: [Training]
    }
    let cases: [Case]

    private static let folder = Bundle.module.bundlePath + "/Goldens/"

    static let all: Goldens = {
        do {
            return try JSONDecoder().decode(Goldens.self, from: Data(readFile(folder + "goldens.json", limit: 1 << 24)))
        } catch { preconditionFailure("goldens.json: \(error)") }
    }()

    private static let values: [Float] = {
        do {
            let bytes = try readFile(folder + "goldens.bin", limit: 1 << 24)
            return bytes.withUnsafeBytes { bytes in
                (0..<bytes.count / 4).map {
                    Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
                }
            }
        } catch { preconditionFailure("goldens.bin: \(error)") }
    }()

    /// The values at [offset, count].
    static func values(at place: [Int]) -> [Float] { Array(values[place[0]..<place[0] + place[1]]) }

    /// The entries that `make_goldens.py` stores of an array: all of a small one, 256 of a large one.
    static func entries(of array: [Float]) -> [Float] {
        array.count > 4096 ? (0..<256).map { array[$0 * 7919 % array.count] } : array
    }

    /// Numbers in -1 ..< 1 from an integer hash, as `noise` in `make_goldens.py`.
    static func noise(_ count: Int, salt: UInt32) -> [Float] {
        (0..<UInt32(count)).map { position in
            var x = position &+ 1 &+ salt &* 0x9E37_79B9
            x ^= x >> 16
            x = x &* 0x7FEB_352D
            x ^= x >> 15
            x = x &* 0x846C_A68B
            x ^= x >> 16
            return Float(x >> 8) * 0x1p-23 - 1
        }
    }
}

extension Goldens.Case: CustomStringConvertible {
    var description: String { name }

    /// The network of the same name in `make_goldens.py`, with its initial weights.
    func model() throws -> Sequential {
        let (shape, layers) = network
        var model = try Sequential(inputShape: shape, layers: layers, seed: 0)
        var salt: UInt32 = 0
        let weights = zip(model.layers, model.parameters).map { layer, parameters in
            parameters.map { parameter in
                salt += 1
                let noise = Goldens.noise(parameter.shape.count, salt: salt)
                return Tensor(shape: parameter.shape, scalars: scaled(noise, layer, parameter))
            }
        }
        try model.setWeights(weights)
        return model
    }

    private func scaled(_ noise: [Float], _ layer: any Layer, _ parameter: Parameter) -> [Float] {
        if parameter.name == "gamma" || parameter.name == "moving_variance" { return noise.map { 1 + 0.25 * $0 } }
        guard parameter.name.contains("kernel") else { return noise.map { 0.125 * $0 } }
        let isDepthwise = layer is DepthwiseConv2D || parameter.name == "depthwise_kernel"
        let dimensions = parameter.shape.dimensions
        let fanIn = (isDepthwise ? dimensions[..<2] : dimensions.dropLast()).reduce(1, *)
        let scale = Float(pow(2, log2((3 / Double(fanIn)).squareRoot()).rounded(.toNearestOrEven)))
        return noise.map { scale * $0 }
    }

    /// The batch that Keras was given.
    func batch(for model: Sequential) throws -> Dataset {
        if name == "seed" { return try MNIST.test()[0..<16] }
        let classes = model.outputShape.count
        return Dataset(
            shape: model.inputShape, values: .floats(Goldens.noise(16 * model.inputShape.count, salt: 1000)),
            labels: (0..<16).map { UInt8(($0 * 7 + 3) % classes) }, classCount: classes)
    }

    var lossFunction: Loss {
        switch loss {
        case "categorical": .categoricalCrossentropy()
        case "smoothed": .categoricalCrossentropy(labelSmoothing: 0.1)
        case "binary": .binaryCrossentropy()
        case "logits": .categoricalCrossentropy(fromLogits: true)
        case "squared": .meanSquaredError
        default: preconditionFailure("unknown loss \(loss)")
        }
    }

    private var network: (Shape, [any Layer]) {
        let fused: [any Layer] = [
            Conv2D(filters: 16, kernelSize: 3, activation: .relu), MaxPooling2D(),
            Conv2D(filters: 16, kernelSize: 3, padding: .same),
            ReLU(), MaxPooling2D(), GlobalMaxPooling2D(), Dense(units: 4, activation: .softmax),
        ]
        switch name {
        case "convolutions":
            return (
                [9, 8, 2],
                [
                    Conv2D(filters: 4, kernelSize: 3, activation: .relu), MaxPooling2D(),
                    DepthwiseConv2D(kernelSize: 3, padding: .same, depthMultiplier: 2), LeakyReLU(negativeSlope: 0.1),
                    SeparableConv2D(filters: 5, kernelSize: 3, padding: .same, useBias: false), BatchNormalization(momentum: 0.9),
                    PReLU(sharedAxes: [1, 2]), GlobalAveragePooling2D(), Dense(units: 6, activation: .tanh),
                    Dense(units: 4, activation: .softmax),
                ]
            )
        case "shapes":
            return (
                [7, 5, 3],
                [
                    Rescaling(scale: 0.5, offset: -0.1), ZeroPadding2D(top: 1, bottom: 0, left: 2, right: 1),
                    Conv2D(filters: 3, kernelSize: 2, strides: 2, padding: .same, activation: .elu()),
                    AveragePooling2D(poolSize: 2, strides: 1, padding: .same), Permute([3, 1, 2]), Reshape([-1, 8]),
                    Dense(units: 5, activation: .gelu()), Flatten(), Dense(units: 7, activation: .selu),
                    Dense(units: 4, activation: .softmax),
                ]
            )
        case "activations":
            let functions: [Activation] = [.sigmoid, .softplus, .softsign, .swish, .hardSigmoid(), .leakyReLU(), .exponential]
            return (
                [10],
                functions.map { Dense(units: 8, activation: $0) } + [
                    Softmax(), Dense(units: 8), ActivationLayer(.tanh), ELU(alpha: 0.5), Dense(units: 4, activation: .sigmoid),
                ]
            )
        case "fused": return ([13, 14, 1], fused)
        case "fused, squared": return ([12, 12, 1], fused)
        case "strided":
            return (
                [11, 10, 2],
                [
                    Conv2D(filters: 4, kernelSize: 5, strides: 2, padding: .same),
                    ReLU(maxValue: 1, negativeSlope: 0.1, threshold: 0.05),
                    MaxPooling2D(poolSize: 3, strides: 2, padding: .same), BatchNormalization(scale: false),
                    Conv2D(filters: 6, kernelSize: Size2D(1, 2), activation: .relu), GlobalMaxPooling2D(keepDimensions: true),
                    Flatten(),
                    Dense(units: 4),
                ]
            )
        case "seed":
            var layers = Sequential.seedNetwork(seed: 0).layers
            layers[6] = Dropout(rate: 0)
            return ([28, 28, 1], layers)
        default: preconditionFailure("unknown network \(name)")
        }
    }
}

/// The images in `Data/MNIST`.
enum MNIST {
    private static let folder: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/") + "/Data/MNIST"
    }()

    static func test() throws -> Dataset { try IDXFolder(folder).test() }
    static func training() throws -> Dataset { try IDXFolder(folder).training() }
}
