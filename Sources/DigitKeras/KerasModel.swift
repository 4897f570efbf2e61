import DigitFiles
import DigitJSON
import DigitNN
import DigitTensor

/// Reads Keras models: `.h5` of Keras 0.3 to 3, `.keras`, and weights for a given architecture.
public enum KerasModel {
    /// Reads a model with its architecture and weights.
    /// - Throws: `KerasError` if the file cannot be read, is damaged, has no architecture, or has unsupported layers.
    public static func load(_ path: String, options: KerasLoadOptions = KerasLoadOptions()) throws(KerasError) -> LoadedModel {
        try load(bytes: try readKerasFile(path), name: path, options: options)
    }

    /// Reads a model from the bytes of a file; `name` is for error messages.
    /// - Throws: `KerasError` as `load(_:options:)` does.
    public static func load(
        bytes: [UInt8], name: String, options: KerasLoadOptions = KerasLoadOptions()
    ) throws(KerasError) -> LoadedModel {
        let archive = try KerasArchive(bytes: bytes, name: name)
        guard let configuration = archive.modelConfiguration else {
            throw archive.failure("a model expected, the file has only weights (no model_config)")
        }
        return try LoadedModel(archive, configuration: configuration, options: options)
    }

    /// Reads weights for a network with the same layers, from a file of weights only or of a whole model.
    /// - Parameter dataFormat: how the network that the weights come from took images. With `.channelsFirst`, Flatten gets a
    ///   Permute before it, so that the outputs are those of the original network.
    /// - Throws: `KerasError` if the file cannot be read or its weights do not fit the network.
    public static func loadWeights(
        _ path: String, into model: Sequential, channelsFirst: Bool = false, options: KerasLoadOptions = KerasLoadOptions()
    ) throws(KerasError) -> LoadedModel {
        try loadWeights(bytes: try readKerasFile(path), name: path, into: model, channelsFirst: channelsFirst, options: options)
    }

    /// Reads weights for a network with the same layers from the bytes of a file; `name` is for error messages.
    /// - Throws: `KerasError` as `loadWeights(_:into:channelsFirst:options:)` does.
    public static func loadWeights(
        bytes: [UInt8], name: String, into model: Sequential, channelsFirst: Bool = false,
        options: KerasLoadOptions = KerasLoadOptions()
    ) throws(KerasError) -> LoadedModel {
        let archive = try KerasArchive(bytes: bytes, name: name)
        let encoder = ModelEncoder(model: model, style: .hdf5, channelsFirst: channelsFirst, file: name)
        return try LoadedModel(archive, configuration: try encoder.configuration(), options: options)
    }

    /// Reads weights for an architecture in JSON text, as from Keras's `model.to_json()`.
    /// - Throws: `KerasError` if either file cannot be read or they do not fit each other.
    public static func load(
        architecture: String, weights: String, options: KerasLoadOptions = KerasLoadOptions()
    ) throws(KerasError) -> LoadedModel {
        try load(
            architecture: try readKerasFile(architecture), weights: try readKerasFile(weights), name: weights, options: options)
    }

    /// Reads weights for an architecture from the bytes of both files; `name` is for error messages.
    /// - Throws: `KerasError` as `load(architecture:weights:options:)` does.
    public static func load(
        architecture: [UInt8], weights: [UInt8], name: String, options: KerasLoadOptions = KerasLoadOptions()
    ) throws(KerasError) -> LoadedModel {
        let json = try parseJSON(architecture, "architecture", file: name)
        var archive = try KerasArchive(bytes: weights, name: name)
        // Weights of Keras 1 and before do not name their version, the architecture may.
        if archive.kerasVersion == nil { archive.kerasVersion = json["keras_version"]?.string }
        return try LoadedModel(archive, configuration: json, options: options)
    }
}

/// A whole file, if its size is possible for a model.
private func readKerasFile(_ path: String) throws(KerasError) -> [UInt8] {
    do throws(FileError) {
        return try readFile(path, limit: H5Limits.fileBytes)
    } catch {
        throw KerasError(file: error.path, problem: error.problem)
    }
}

extension LoadedModel {
    init(_ archive: KerasArchive, configuration json: JSON, options: KerasLoadOptions) throws(KerasError) {
        let configuration = try ModelConfiguration(json, file: archive.file)
        let decoded = try DecodedModel(
            configuration, kerasVersion: archive.kerasVersion ?? json["keras_version"]?.string, options: options,
            file: archive.file)
        let weights = try WeightAssignment(archive: archive, layers: decoded.layers, origins: decoded.origins, options: options)
            .weights()
        do throws(NetworkError) {
            model = try Sequential(
                name: decoded.name, inputShape: decoded.inputShape, layers: decoded.layers.map(\.layer),
                sources: decoded.sources, training: decoded.layers.map(\.training), weights: weights)
        } catch {
            throw archive.failure(error.description)
        }
        kerasVersion = archive.kerasVersion
        backend = archive.backend
        annotation = archive.annotation
        kerasInputShape = decoded.kerasInputShape
        inputIsChannelsFirst = decoded.inputShape != decoded.kerasInputShape
        batchSize = decoded.batchSize
        notes = decoded.notes
        let isOld = (archive.kerasVersion ?? json["keras_version"]?.string ?? "1").hasPrefix("1")
        hidesBackend =
            isOld && archive.backend == nil && options.flipsKernels == nil
            && model.layers.contains { ($0 as? Conv2D).map { $0.kernelSize != 1 } ?? false }
        if options.includesTraining, let training = archive.trainingConfiguration {
            readTraining(TrainingDecoder(configuration: training), archive, decoded.layers, options)
        }
        if options.isStrict, let note = notes.first { throw archive.failure(note) }
    }

    private mutating func readTraining(
        _ decoder: TrainingDecoder, _ archive: KerasArchive, _ layers: [DecodedLayer], _ options: KerasLoadOptions
    ) {
        loss = decoder.loss
        lossName = decoder.lossName
        optimizer = decoder.optimizer
        optimizerName = decoder.optimizerName
        optimizerOptions = decoder.options
        metrics = decoder.metrics.metrics
        notes += decoder.notes
        guard let optimizer else { return }
        let arrangement = KernelArrangement(options: options, backend: archive.backend)
        let state = OptimizerStateDecoder(
            archive: archive, layers: layers, arrangement: arrangement, optimizer: optimizer, options: optimizerOptions,
            isLossScaled: decoder.isLossScaled)
        optimizerState = state.state()
        if optimizerState == nil, !state.isBeforeFirstStep {
            notes.append("the state of optimizer \(optimizerName ?? "") does not fit and is ignored")
        }
    }
}

extension Sequential {
    /// Reads the network of a Keras file. `KerasModel.load` returns more about the file.
    /// - Throws: `KerasError` as `KerasModel.load` does.
    public init(contentsOf path: String, options: KerasLoadOptions = KerasLoadOptions()) throws(KerasError) {
        var options = options
        options.includesTraining = false
        self = try KerasModel.load(path, options: options).model
    }
}
