/// A request of inference that is understood: what to compute, and how to answer it.
struct PreparedInference: Sendable {
    let model: ServedModel
    let samples: InputTensor
    /// How long it may wait.
    var timeout: Duration?
    /// Makes the answer from the network's outputs, sample after sample.
    let answer: @Sendable (_ outputs: [Float]) -> Answer
}

/// How far a request of inference is understood.
enum Preparation {
    case ready(PreparedInference)
    /// Its samples are pictures that take long to read.
    case pending(@Sendable () async throws -> PreparedInference)
}
