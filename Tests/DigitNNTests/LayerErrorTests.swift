import DigitNN
import DigitTensor
import Testing

/// Invalid settings and shapes are errors that name the layer; none of them traps, however large the numbers are.
struct LayerErrorTests {
    struct Wrong: Sendable, CustomTestStringConvertible {
        let input: Shape
        let layer: any Layer
        var testDescription: String { "\(layer) on \(input)" }

        init(_ input: Shape, _ layer: any Layer) { (self.input, self.layer) = (input, layer) }
    }

    /// Sizes that are invalid for windows, strides and counts.
    private static let badSizes = [0, -1, Int.min, Int.max, Int.max / 2, 1 << 32]

    static let settings: [Wrong] = badSizes.flatMap { bad -> [Wrong] in
        let tall = Size2D(bad, 1)
        let wide = Size2D(1, bad)
        let image: Shape = [8, 8, 3]
        var wrong = [
            Wrong(image, Conv2D(filters: bad, kernelSize: 3)), Wrong(image, SeparableConv2D(filters: bad, kernelSize: 3)),
            Wrong(image, DepthwiseConv2D(kernelSize: 3, depthMultiplier: bad)),
            Wrong(image, SeparableConv2D(filters: 2, kernelSize: 3, depthMultiplier: bad)),
            Wrong([8], Dense(units: bad)), Wrong(image, ZeroPadding2D(top: bad == 0 ? -1 : bad, bottom: 0, left: 0, right: 0)),
            Wrong(image, ZeroPadding2D(top: 0, bottom: 0, left: 0, right: bad == 0 ? -1 : bad)),
            Wrong(image, Reshape([bad, bad, bad])), Wrong(image, Reshape([bad, 5])), Wrong(image, Permute([bad, 1, 2])),
            Wrong(image, PReLU(sharedAxes: [bad])),
        ]
        for size in [tall, wide] {
            for padding in [Padding.valid, .same] {
                wrong += [
                    Wrong(image, Conv2D(filters: 2, kernelSize: size, padding: padding)),
                    Wrong(image, Conv2D(filters: 2, kernelSize: 3, strides: size, padding: padding)),
                    Wrong(image, DepthwiseConv2D(kernelSize: size, padding: padding)),
                    Wrong(image, DepthwiseConv2D(kernelSize: 3, strides: size, padding: padding)),
                    Wrong(image, SeparableConv2D(filters: 2, kernelSize: size, padding: padding)),
                    Wrong(image, SeparableConv2D(filters: 2, kernelSize: 3, strides: size, padding: padding)),
                    Wrong(image, MaxPooling2D(poolSize: size, padding: padding)),
                    Wrong(image, MaxPooling2D(poolSize: 2, strides: size, padding: padding)),
                    Wrong(image, AveragePooling2D(poolSize: size, padding: padding)),
                    Wrong(image, AveragePooling2D(poolSize: 2, strides: size, padding: padding)),
                ]
            }
        }
        return wrong
    }

    static let shapes: [Wrong] = {
        let windows: [any Layer] = [
            Conv2D(filters: 2, kernelSize: 3), DepthwiseConv2D(kernelSize: 3), SeparableConv2D(filters: 2, kernelSize: 3),
            MaxPooling2D(poolSize: 3), AveragePooling2D(poolSize: 3), GlobalMaxPooling2D(), GlobalAveragePooling2D(),
            ZeroPadding2D(1),
        ]
        var wrong = windows.flatMap { layer in ([[784], [28, 28], [2, 3, 4, 5]] as [Shape]).map { Wrong($0, layer) } }
        wrong += windows.prefix(5).flatMap { layer in ([[2, 8, 1], [8, 2, 1]] as [Shape]).map { Wrong($0, layer) } }
        wrong += [
            Wrong([4, 6], Reshape([5, 5])), Wrong([4, 6], Reshape([-1, -1])), Wrong([4, 6], Reshape([-1, 5])),
            Wrong([4, 6], Reshape([])),
            Wrong([4, 6], Reshape([0, 24])), Wrong([4, 6], Reshape([-24, -1])), Wrong([4, 6], Reshape([-1, 0])),
            Wrong([4, 6], Permute([1])), Wrong([4, 6], Permute([1, 1])), Wrong([4, 6], Permute([0, 1])),
            Wrong([4, 6], Permute([1, 2, 3])),
            Wrong([4, 6], PReLU(sharedAxes: [3])), Wrong([4, 6], PReLU(sharedAxes: [0])),
            Wrong([4], Dropout(rate: 1)), Wrong([4], Dropout(rate: -0.1)), Wrong([4], Dropout(rate: .nan)),
            Wrong([4], Dropout(rate: .infinity)),
            // Together too large, though each number might do.
            Wrong([1 << 14, 1 << 13, 1], Conv2D(filters: 1 << 10, kernelSize: 1)), Wrong([1 << 20], Dense(units: 1 << 20)),
            Wrong([8, 8, 1 << 20], DepthwiseConv2D(kernelSize: 3, depthMultiplier: 1 << 20)),
            Wrong([8, 8, 1 << 20], SeparableConv2D(filters: 1 << 20, kernelSize: 3, depthMultiplier: 1 << 20)),
            Wrong([8, 8, 1 << 20], Conv2D(filters: 1 << 24, kernelSize: Size2D(1 << 24, 1 << 24), padding: .same)),
            Wrong([1, 1, 1 << 24], ZeroPadding2D(Size2D(1 << 20, 1 << 20))),
        ]
        return wrong
    }()

    @Test("Bad settings", arguments: settings)
    func badSetting(_ wrong: Wrong) { expectError(wrong) }

    @Test("Shapes that do not fit", arguments: shapes)
    func badShape(_ wrong: Wrong) { expectError(wrong) }

    private func expectError(_ wrong: Wrong) {
        let error = #expect(throws: NetworkError.self) { try Sequential(inputShape: wrong.input, layers: [wrong.layer], seed: 0) }
        // One line that names the layer.
        let text = error?.description ?? ""
        #expect(text.contains(type(of: wrong.layer).defaultName) && !text.contains("\n"), "\(text)")
        // Called directly, a layer may return or throw, but must not trap.
        _ = try? wrong.layer.parameters(for: wrong.input)
        _ = try? wrong.layer.outputShape(for: wrong.input)
    }

    @Test(
        "No layer crashes on any input shape",
        arguments: [
            [], [0], [-1], [Int.max], [Int.max, Int.max], [Int.max, Int.max, Int.max], [Int.min, 1, 1], [1, 1, Int.max],
            [0, 0, 0],
            [1 << 30, 1 << 30, 1 << 30], [2, 2, 2, 2, 2],
        ] as [[Int]])
    func anyShape(_ dimensions: [Int]) {
        let layers: [any Layer] = [
            Conv2D(filters: 2, kernelSize: 3, padding: .same), DepthwiseConv2D(kernelSize: 3, padding: .same),
            SeparableConv2D(filters: 2, kernelSize: 3), MaxPooling2D(padding: .same), AveragePooling2D(), GlobalMaxPooling2D(),
            GlobalAveragePooling2D(), Flatten(), Reshape([-1]), Reshape([2, -1]), Permute([2, 1, 3]), ZeroPadding2D(1),
            Dense(units: 3),
            Dropout(rate: 0.5), ActivationLayer(.softmax), ReLU(), LeakyReLU(), ELU(), Softmax(), PReLU(), PReLU(sharedAxes: [1]),
            BatchNormalization(), Rescaling(scale: 2), InferenceIdentity(kerasClassName: "GaussianNoise"),
        ]
        for layer in layers {
            _ = try? layer.outputShape(for: Shape(dimensions))
            _ = try? layer.parameters(for: Shape(dimensions))
        }
        if dimensions != [2, 2, 2, 2, 2] {
            #expect(throws: NetworkError.self) { try Sequential(inputShape: Shape(dimensions), layers: [Flatten()], seed: 0) }
        }
    }

    @Test("Networks need distinct names and fitting weights")
    func networks() throws {
        #expect(throws: NetworkError.self) {
            try Sequential(inputShape: [3], layers: [Dense(units: 2, name: "a"), Dense(units: 2, name: "a")], seed: 0)
        }
        var model = try Sequential(inputShape: [3], layers: [Dense(units: 2), Softmax()], seed: 0)
        let good = model.weights
        let kernel = Tensor(shape: [3, 2])
        let wrong: [[[Tensor]]] = [
            [], [[]], [[kernel], []], [[kernel, Tensor(shape: [3])], []],
            [[kernel, Tensor(shape: [2]), Tensor(shape: [2])], []],
            [[Tensor(shape: [2, 3]), Tensor(shape: [2])], []], [good[0], [kernel]],
        ]
        for weights in wrong {
            #expect(throws: NetworkError.self) { try model.setWeights(weights) }
            #expect(throws: NetworkError.self) { try Sequential(inputShape: [3], layers: model.layers, weights: weights) }
            #expect(model.weights == good)
        }
        try model.setWeights(good)
    }

    @Test("Layers get Keras's default names")
    func names() throws {
        let layers: [any Layer] = [
            Dense(units: 3), Dense(units: 2, name: "dense_1"), Dense(units: 3), ReLU(), Dense(units: 3), ReLU(),
        ]
        let model = try Sequential(inputShape: [3], layers: layers, seed: 0)
        #expect(model.layers.map(\.name) == ["dense", "dense_1", "dense_2", "re_lu", "dense_3", "re_lu_1"])
        #expect(Sequential.seedNetwork(seed: 0).parameterCount == 225_034)
    }
}
