import DigitNN
import DigitTensor
import Testing

/// No layer is skipped: a network rejects a kind that the engine does not compute.
@Suite struct ComputedLayersTests {
    /// A user's own layer, unknown to the engine.
    private struct Doubling: Layer {
        static let className = "Doubling"
        static let defaultName = "doubling"
        var name = ""
        func outputShape(for input: Shape) -> Shape { input }
    }

    /// One that knows how it is computed.
    private struct Squashing: ElementwiseLayer {
        static let className = "Squashing"
        static let defaultName = "squashing"
        var name = ""
        var activation: Activation { .leakyReLU(negativeSlope: 0.5) }
    }

    @Test func aLayerOfAnotherKindIsRefused() throws {
        let error = #expect(throws: NetworkError.self) {
            try Sequential(inputShape: [4], seed: 1) {
                Dense(units: 3)
                Doubling(name: "twice")
            }
        }
        #expect(
            error?.description
                == "layer twice (Doubling): a kind of layer that the engine computes expected, or an ElementwiseLayer, got Doubling"
        )
    }

    @Test func anElementwiseLayerBringsItsComputation() throws {
        let model = try Sequential(inputShape: [4], seed: 1) { Squashing() }
        #expect(try Predictor(model, threads: 1).predict([-2, -1, 0, 3]) == [-1, -0.5, 0, 3])
    }

    @Test func everyKindHasAPlan() throws {
        let image: [any Layer] = [
            Rescaling(scale: 2), ZeroPadding2D(1), Conv2D(filters: 2, kernelSize: 3), BatchNormalization(), PReLU(),
            DepthwiseConv2D(kernelSize: 3), SeparableConv2D(filters: 2, kernelSize: 3),
            InferenceIdentity(kerasClassName: "GaussianNoise"),
            MaxPooling2D(poolSize: 2), AveragePooling2D(poolSize: 2), Permute([2, 1, 3]),
        ]
        let networks: [[any Layer]] = [
            image + [GlobalAveragePooling2D(), Dropout(rate: 0.5), Reshape([2, 1]), Flatten(), Dense(units: 2)],
            [GlobalMaxPooling2D()],
            [
                Conv2DTranspose(filters: 2, kernelSize: 3), Cropping2D(top: 1, bottom: 0, left: 1, right: 0), CenterCrop(20),
                Resizing(10), UpSampling2D(), LayerNormalization(), GroupNormalization(groups: 1), Normalization(),
                Concatenate(), ElementwiseMerge(.average), Reshape([400, 2]), Conv1D(filters: 2, kernelSize: 3), Pooling1D(),
            ],
        ]
        for layers in networks {
            let model = try Sequential(inputShape: [28, 28, 1], layers: layers, seed: 1)
            for training in [true, false] { #expect(!Plan(model, training: training).steps.isEmpty) }
        }
    }
}
