import DigitTensor

/// A layer that the engine computes. All layers are, except types of users' own.
///
/// The conformance is in the layer's file, or in one of `Engine/Planning`.
protocol ComputedLayer: Layer {
    /// Appends the steps that compute the layer.
    func plan(_ place: LayerPlace, in planner: inout Planner)
}

/// A layer's context in a network that is being planned.
struct LayerPlace {
    /// The layer's index.
    let index: Int
    /// The shape of the layer's input, the first if there are several.
    let input: Shape
    /// The shape of its output.
    let output: Shape
    /// The layer's weights.
    let weights: LayerWeights
    /// Whether no layer before it is trained, so that no gradient of its input is needed.
    let isFirst: Bool
}

extension Layer {
    /// Checks that the engine computes this kind of layer, so that none is silently skipped.
    func requireComputed() throws(NetworkError) {
        guard self is any ComputedLayer || self is any ElementwiseLayer else {
            throw failure("a kind of layer that the engine computes expected, or an ElementwiseLayer, got \(Self.self)")
        }
    }
}
