import DigitTensor

/// A layer that says how it is computed. Every layer does, but those of users' own.
///
/// The conformance stands in the layer's file, or in one of `Engine/Planning`.
protocol ComputedLayer: Layer {
    /// Appends the steps that compute the layer.
    func plan(_ place: LayerPlace, in planner: inout Planner)
}

/// A layer's place in a network that is planned.
struct LayerPlace {
    /// The layer's number.
    let index: Int
    /// The shape of what the layer takes, of the first input where it takes several.
    let input: Shape
    /// The shape of what it makes.
    let output: Shape
    /// All of its weights.
    let weights: LayerWeights
    /// Whether no layer before it is trained: then nothing before it needs a gradient.
    let isFirst: Bool
}

extension Layer {
    /// Checks that the engine computes this kind of layer, so that none is left out of a network without a word.
    func requireComputed() throws(NetworkError) {
        guard self is any ComputedLayer || self is any ElementwiseLayer else {
            throw failure("a kind of layer that the engine computes expected, or an ElementwiseLayer, got \(Self.self)")
        }
    }
}
