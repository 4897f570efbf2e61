/// A parsed inference request: what to compute, and how to answer it.
struct PreparedInference: Sendable {
    let model: ServedModel
    let samples: InputTensor
    /// How long it may wait.
    var timeout: Duration?
    /// Makes the answer from the network's outputs, sample after sample.
    let answer: @Sendable (_ outputs: [Float]) -> Answer
}

/// The stages of parsing an inference request.
enum Preparation {
    case ready(PreparedInference)
    /// Its samples are pictures that take long to decode.
    case pending(@Sendable () async throws -> PreparedInference)
}
