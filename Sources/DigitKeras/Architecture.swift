import DigitJSON
import DigitNN

extension KerasModel {
    /// Makes a new network from an architecture's JSON text, as from Keras's `model.to_json()`; `seed` determines its weights.
    /// - Throws: `KerasError` if the text is not an architecture, or has layers that are unsupported or incompatible.
    public static func make(architecture: [UInt8], seed: UInt64, name: String = "architecture") throws(KerasError) -> Sequential {
        let json = try parseJSON(architecture, "architecture", file: name)
        let configuration = try ModelConfiguration(json, file: name)
        let decoded = try DecodedModel(
            configuration, kerasVersion: json["keras_version"]?.string ?? ModelWriter.kerasVersion, options: KerasLoadOptions(),
            file: name)
        do throws(NetworkError) {
            return try Sequential(
                name: decoded.name, inputShape: decoded.inputShape, layers: decoded.layers.map(\.layer),
                sources: decoded.sources, training: decoded.layers.map(\.training), seed: seed)
        } catch { throw KerasError(file: name, problem: error.description) }
    }

    /// A network's architecture as JSON text, which Keras's `model_from_json` reads.
    /// - Throws: `KerasError` if a layer has no like in Keras.
    public static func architecture(of model: Sequential) throws(KerasError) -> String {
        try ModelEncoder(model: model, style: .keras, file: model.name).configuration().text
    }
}

extension KerasTraining {
    /// Parses how a model is trained from the JSON text that Keras's files call `training_config`: `optimizer_config`, `loss` and
    /// `metrics`.
    /// - Throws: `KerasError` if the text is not JSON, or its optimizer, loss or metrics are unsupported.
    public init(configuration: [UInt8], name: String = "compile") throws(KerasError) {
        let json = try parseJSON(configuration, "training configuration", file: name)
        let decoder = TrainingDecoder(configuration: json)
        func failure(_ what: String, _ found: String?) -> KerasError {
            KerasError(file: name, problem: "\(what) \(found ?? "none") is not supported, or one of its settings is not")
        }
        guard let optimizer = decoder.optimizer else { throw failure("optimizer", decoder.optimizerName) }
        if let line = decoder.unsupportedOptimizerSettings.first { throw KerasError(file: name, problem: line) }
        guard let loss = decoder.loss else { throw failure("loss", decoder.lossDescription) }
        let metrics = decoder.metrics
        if let name = metrics.unknown.first { throw failure("metric", name) }
        self.init(
            optimizer: optimizer, options: decoder.options, loss: loss,
            labelsAreIndices: decoder.lossName == "sparse_categorical_crossentropy",
            metrics: metrics.metrics)
    }

    /// The same as the text of `training_config`.
    public func configuration(for model: Sequential) -> String {
        TrainingEncoder(training: self, model: model, file: model.name).configuration(style: .hdf5, .keras3).text
    }
}
