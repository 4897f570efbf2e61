import DigitData
import DigitNN
import DigitTensor
import Testing

/// Outputs, losses and every parameter's gradient, compared with a double-precision reference and its central differences.
struct GradientTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let input: Shape
        let layers: [any Layer]
        var loss: Loss = .categoricalCrossentropy()
        var count = 3
        /// Nil for a chain.
        var sources: [[Int]]?
        var testDescription: String { name }

        init(_ name: String, _ input: Shape, loss: Loss = .categoricalCrossentropy(), count: Int = 3, _ layers: [any Layer]) {
            (self.name, self.input, self.layers, self.loss, self.count) = (name, input, layers, loss, count)
        }
    }

    /// A convolution that gives the layer under test something to pass gradients to, and a dense layer that gives it gradients.
    static func around(_ layers: [any Layer]) -> [any Layer] {
        [Conv2D(filters: 3, kernelSize: 2)] + layers + [Flatten(), Dense(units: 4, activation: .softmax)]
    }

    static let convolutions: [Case] = {
        var cases: [Case] = []
        for kernel in [1, 3, 5] {
            for stride in [1, 2] {
                for padding in [Padding.valid, .same] {
                    let layer = Conv2D(
                        filters: 4, kernelSize: Size2D(kernel, kernel), strides: Size2D(stride, stride), padding: padding)
                    cases.append(Case("Conv2D \(kernel)x\(kernel), strides \(stride), \(padding)", [8, 7, 2], around([layer])))
                }
            }
        }
        let odd = Conv2D(
            filters: 5, kernelSize: Size2D(2, 4), strides: Size2D(3, 1), padding: .same, activation: .tanh, useBias: false)
        cases.append(Case("Conv2D 2x4, strides 3x1, same, no bias, tanh", [8, 7, 2], around([odd])))
        for (kernel, padding) in [(Size2D(4, 1), Padding.valid), (Size2D(1, 5), .same)] {
            let layer = Conv2D(filters: 4, kernelSize: kernel, padding: padding, activation: .relu)
            cases.append(Case("Conv2D \(kernel), \(padding)", [8, 7, 2], around([layer])))
        }
        cases.append(
            Case(
                "Conv2D kernel larger than the image, same", [3, 3, 1],
                around([Conv2D(filters: 2, kernelSize: 5, padding: .same)])))
        for stride in [1, 2] {
            for padding in [Padding.valid, .same] {
                let layer = DepthwiseConv2D(
                    kernelSize: 3, strides: Size2D(stride, stride), padding: padding, depthMultiplier: stride, activation: .relu)
                cases.append(Case("DepthwiseConv2D strides \(stride), \(padding)", [7, 8, 2], around([layer])))
                let separable = SeparableConv2D(
                    filters: 4, kernelSize: 3, strides: Size2D(stride, stride), padding: padding, depthMultiplier: 3 - stride,
                    activation: .relu)
                cases.append(Case("SeparableConv2D strides \(stride), \(padding)", [7, 8, 2], around([separable])))
            }
        }
        cases.append(
            Case(
                "DepthwiseConv2D first, no bias", [5, 5, 2], loss: .categoricalCrossentropy(fromLogits: true),
                [DepthwiseConv2D(kernelSize: 3, useBias: false), Flatten()]))
        cases.append(
            Case(
                "SeparableConv2D first, no bias", [5, 5, 2],
                [SeparableConv2D(filters: 3, kernelSize: Size2D(3, 2), useBias: false), GlobalAveragePooling2D(), Softmax()]))
        return cases
    }()

    static let pools: [Case] = {
        var cases: [Case] = []
        for (size, stride) in [(2, 2), (3, 2), (2, 1), (3, 3), (1, 2)] {
            for padding in [Padding.valid, .same] {
                let (pool, strides) = (Size2D(size, size), Size2D(stride, stride))
                cases.append(
                    Case(
                        "MaxPooling2D \(size), strides \(stride), \(padding)", [8, 7, 1],
                        around([MaxPooling2D(poolSize: pool, strides: strides, padding: padding)])))
                cases.append(
                    Case(
                        "AveragePooling2D \(size), strides \(stride), \(padding)", [8, 7, 1],
                        around([AveragePooling2D(poolSize: pool, strides: strides, padding: padding)])))
            }
        }
        for (height, width) in [(2, 1), (1, 3)] {
            let pool = Size2D(height, width)
            cases.append(Case("MaxPooling2D \(pool)", [8, 7, 1], around([MaxPooling2D(poolSize: pool)])))
            cases.append(Case("AveragePooling2D \(pool)", [8, 7, 1], around([AveragePooling2D(poolSize: pool)])))
        }
        for keep in [false, true] {
            cases.append(
                Case("GlobalMaxPooling2D, keeping \(keep)", [5, 6, 1], around([GlobalMaxPooling2D(keepDimensions: keep)])))
            cases.append(
                Case(
                    "GlobalAveragePooling2D, keeping \(keep)", [5, 6, 1], around([GlobalAveragePooling2D(keepDimensions: keep)])))
        }
        return cases
    }()

    static let activations: [Case] = {
        let functions: [Activation] = [
            .linear, .relu, .limitedReLU(maxValue: 0.5, negativeSlope: 0.1, threshold: 0.1),
            .limitedReLU(maxValue: .infinity, negativeSlope: 0.3, threshold: -0.2), .leakyReLU(), .sigmoid, .tanh, .softmax,
            .elu(), .elu(alpha: 0.5), .selu, .gelu(), .gelu(approximate: true), .softplus, .softsign, .swish, .exponential,
            .hardSigmoid(), .hardSigmoid(slope: 0.2), .mish, .celu(), .celu(alpha: 0.6), .hardSwish,
        ]
        var cases = functions.map { Case("Activation \($0)", [4, 5, 1], around([ActivationLayer($0)])) }
        cases += functions.map { function in
            Case("Dense with \(function)", [6], [Dense(units: 7, activation: function), Dense(units: 3, activation: .softmax)])
        }
        cases += [
            Case("LeakyReLU", [4, 5, 1], around([LeakyReLU()])),
            Case("ELU", [4, 5, 1], around([ELU(alpha: 0.7)])),
            Case("ReLU limited", [4, 5, 1], around([ReLU(maxValue: 0.4, negativeSlope: 0.2, threshold: 0.1)])),
            Case("PReLU", [4, 5, 1], around([PReLU()])),
            Case("PReLU shared", [4, 5, 1], around([PReLU(sharedAxes: [1, 2])])),
            Case("PReLU shared over rows", [4, 5, 1], around([PReLU(sharedAxes: [1])])),
            Case("Softmax in the middle", [4, 5, 1], around([Softmax()])),
        ]
        return cases
    }()

    static let others: [Case] = [
        Case("Dense on rank 1", [7], [Dense(units: 5, activation: .relu), Dense(units: 3, useBias: false), Softmax()]),
        Case("Dense on rank 3", [4, 5, 1], around([Dense(units: 6, activation: .relu), Dense(units: 2, useBias: false)])),
        Case(
            "Dense, more inputs than a block", [3, 30],
            [Flatten(), Dense(units: 9, activation: .relu), Dense(units: 4), Softmax()]),
        Case("BatchNormalization of images", [4, 5, 1], count: 5, around([BatchNormalization(), ActivationLayer(.relu)])),
        Case(
            "BatchNormalization of vectors", [6], count: 9,
            [Dense(units: 5), BatchNormalization(momentum: 0.9, epsilon: 1e-2), Dense(units: 3, activation: .softmax)]),
        Case(
            "BatchNormalization without scale", [6], count: 5,
            [Dense(units: 5), BatchNormalization(scale: false), Dense(units: 3, activation: .softmax)]),
        Case(
            "BatchNormalization without center", [6], count: 5,
            [Dense(units: 5), BatchNormalization(center: false), Dense(units: 3, activation: .softmax)]),
        Case(
            "BatchNormalization first", [3, 3, 2], count: 4,
            [BatchNormalization(), Flatten(), Dense(units: 3, activation: .softmax)]),
        Case("BatchNormalization last", [6], loss: .meanSquaredError, count: 5, [Dense(units: 3), BatchNormalization()]),
        Case("BatchNormalization, softmax", [6], count: 5, [Dense(units: 3), BatchNormalization(), Softmax()]),
        Case(
            "two BatchNormalizations, two shards", [4, 4, 1], count: 11,
            around([BatchNormalization(), LeakyReLU(), Conv2D(filters: 2, kernelSize: 2), BatchNormalization()])),
        Case(
            "ZeroPadding2D", [4, 5, 1],
            around([ZeroPadding2D(top: 1, bottom: 0, left: 2, right: 3), Conv2D(filters: 2, kernelSize: 3)])),
        Case("Permute", [4, 5, 1], around([Permute([3, 1, 2]), Conv2D(filters: 2, kernelSize: 2), Permute([2, 1, 3])])),
        Case("Reshape", [4, 5, 1], around([Reshape([6, -1]), Dense(units: 3)])),
        Case("Rescaling", [4, 5, 1], around([Rescaling(scale: -1.5, offset: 0.25)])),
        Case("layers that do nothing", [4, 5, 1], around([InferenceIdentity(kerasClassName: "GaussianNoise")])),
        Case("Dropout twice", [4, 5, 1], count: 5, around([Dropout(rate: 0.3), ActivationLayer(.tanh), Dropout(rate: 0.5)])),
        Case("Dropout of nothing", [4, 5, 1], around([Dropout(rate: 0)])),
    ]

    static let losses: [Case] = {
        func classifier(_ last: Activation) -> [any Layer] {
            [Dense(units: 6, activation: .tanh), Dense(units: 4, activation: last)]
        }
        return [
            Case(
                "cross-entropy, label smoothing", [5], loss: .categoricalCrossentropy(labelSmoothing: 0.1), classifier(.softmax)),
            Case("cross-entropy from logits", [5], loss: .categoricalCrossentropy(fromLogits: true), classifier(.linear)),
            Case(
                "cross-entropy from logits, label smoothing", [5],
                loss: .categoricalCrossentropy(fromLogits: true, labelSmoothing: 0.2), classifier(.linear)),
            Case("cross-entropy of sigmoids", [5], loss: .categoricalCrossentropy(), classifier(.sigmoid)),
            Case(
                "cross-entropy of sigmoids, label smoothing", [5], loss: .categoricalCrossentropy(labelSmoothing: 0.1),
                classifier(.sigmoid)),
            Case("binary cross-entropy", [5], loss: .binaryCrossentropy(), classifier(.sigmoid)),
            Case("binary cross-entropy of softmax", [5], loss: .binaryCrossentropy(), classifier(.softmax)),
            Case("binary cross-entropy from logits", [5], loss: .binaryCrossentropy(fromLogits: true), classifier(.linear)),
            Case(
                "binary cross-entropy, label smoothing", [5], loss: .binaryCrossentropy(labelSmoothing: 0.2), classifier(.sigmoid)
            ),
            Case(
                "focal", [5], loss: .categoricalFocalCrossentropy(alpha: 0.4, gamma: 1.5, labelSmoothing: 0.1),
                classifier(.softmax)),
            Case(
                "focal from logits", [5], loss: .categoricalFocalCrossentropy(fromLogits: true), classifier(.linear)),
            Case(
                "binary focal of softmax", [5], loss: .binaryFocalCrossentropy(alpha: 0.3, gamma: 1.5, labelSmoothing: 0.1),
                classifier(.softmax)),
            Case("binary focal", [5], loss: .binaryFocalCrossentropy(gamma: 1.5, labelSmoothing: 0.1), classifier(.sigmoid)),
            Case(
                "binary focal, balanced, from logits", [5], loss: .binaryFocalCrossentropy(alpha: 0.3, fromLogits: true),
                classifier(.linear)),
            Case("divergence", [5], loss: .kullbackLeiblerDivergence, classifier(.softmax)),
            Case("hinge", [5], loss: .categoricalHinge, classifier(.softmax)),
            Case("Poisson", [5], loss: .poisson, classifier(.softmax)),
            Case("Huber", [5], loss: .huber(delta: 0.3), classifier(.softmax)),
            Case("mean squared error", [5], loss: .meanSquaredError, classifier(.linear)),
            Case("mean squared error of softmax", [5], loss: .meanSquaredError, classifier(.softmax)),
            Case("mean absolute error", [5], loss: .meanAbsoluteError, classifier(.sigmoid)),
            Case("cross-entropy, eleven samples", [5], loss: .categoricalCrossentropy(), count: 11, classifier(.softmax)),
        ]
    }()

    /// Networks whose layers the plan fuses.
    static let fused: [Case] = [
        Case(
            "one-channel convolution, ReLU and pool", [8, 9, 1],
            [
                Conv2D(filters: 16, kernelSize: 3, activation: .relu), MaxPooling2D(), Flatten(),
                Dense(units: 3, activation: .softmax),
            ]),
        Case(
            "Winograd convolution, ReLU and pool", [8, 7, 2],
            [
                Conv2D(filters: 3, kernelSize: 1), Conv2D(filters: 16, kernelSize: 3), ReLU(), MaxPooling2D(), Flatten(),
                Dense(units: 3, activation: .softmax),
            ]),
        Case(
            "Winograd convolution, same", [5, 6, 2],
            [
                Conv2D(filters: 2, kernelSize: 1), Conv2D(filters: 16, kernelSize: 3, padding: .same, activation: .relu),
                MaxPooling2D(), Flatten(), Dense(units: 3, activation: .softmax),
            ]),
    ]

    @Test("Less common layers and networks with branches", arguments: lessCommon + graphs)
    func others(_ test: Case) throws { try check(test) }

    @Test("Layers", arguments: convolutions + pools)
    func windows(_ test: Case) throws { try check(test) }

    @Test("Activations", arguments: activations)
    func activation(_ test: Case) throws { try check(test) }

    @Test("Other layers", arguments: others + fused)
    func other(_ test: Case) throws { try check(test) }

    @Test("Losses", arguments: losses)
    func loss(_ test: Case) throws { try check(test) }

    private func check(_ test: Case) throws {
        let model = try randomNetwork(test.input, sources: test.sources, test.layers)
        let batch = randomBatch(test.count, model)
        let engine = runEngine(model, batch, loss: test.loss, threads: 2, seed: 11, ordinal: 6)
        var reference = ReferenceNetwork(model)
        let samples = batch.doubles
        #expect(relativeError(engine.outputs, reference.outputs(samples).outputs.flatMap(\.self)) < 2e-6, "outputs")

        reference.isTraining = true
        reference.dropoutFactors = try dropoutFactors(model, count: test.count, seed: 11, ordinal: 6)
        #expect(abs(engine.loss - reference.loss(test.loss, samples, labels: batch.labels)) < 1e-5, "loss")
        for (layer, parameters) in model.parameters.enumerated() {
            for (index, parameter) in parameters.enumerated() where parameter.isTrainable {
                let expected = centralDifferences(&reference, layer, index, test.loss, samples, batch.labels)
                let found = try #require(engine.gradients[layer][index])
                #expect(relativeError(found, expected) < 2e-5, "\(model.layers[layer].name) \(parameter.name)")
            }
        }
    }

    /// d loss / d parameter in double precision. The step is small enough not to change the branch of any ReLU or maximum.
    private func centralDifferences(
        _ reference: inout ReferenceNetwork, _ layer: Int, _ index: Int, _ loss: Loss, _ samples: [[Double]], _ labels: [UInt8]
    ) -> [Double] {
        let step = 1e-6
        return reference.weights[layer][index].indices.map { i in
            let value = reference.weights[layer][index][i]
            reference.weights[layer][index][i] = value + step
            let above = reference.loss(loss, samples, labels: labels)
            reference.weights[layer][index][i] = value - step
            let below = reference.loss(loss, samples, labels: labels)
            reference.weights[layer][index][i] = value
            return (above - below) / (2 * step)
        }
    }

    @Test("Moving statistics match Keras's")
    func movingStatistics() throws {
        let model = try randomNetwork(
            [3, 4, 2], [BatchNormalization(momentum: 0.8), Flatten(), Dense(units: 3, activation: .softmax)])
        let batch = randomBatch(10, model)
        let engine = runEngine(model, batch, loss: .categoricalCrossentropy(), threads: 2)
        for channel in 0..<2 {
            let values = batch.doubles.flatMap { sample in stride(from: channel, to: 24, by: 2).map { sample[$0] } }
            let mean = values.reduce(0, +) / Double(values.count)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
            let (oldMean, oldVariance) = (
                Double(model.weights[0][2].scalars[channel]), Double(model.weights[0][3].scalars[channel])
            )
            #expect(abs(Double(engine.weightsAfter[0][2].scalars[channel]) - (0.8 * oldMean + 0.2 * mean)) < 1e-6)
            #expect(abs(Double(engine.weightsAfter[0][3].scalars[channel]) - (0.8 * oldVariance + 0.2 * variance)) < 1e-6)
        }
    }
}
