import DigitFiles
import DigitJSON
import DigitNN
import DigitTensor

/// Makes the bytes of Keras files.
package struct ModelWriter {
    /// The version of Keras whose files these follow.
    static let kerasVersion = "3.15.1"
    /// The most names in an attribute: HDF5 stores it in an object header of 64 KB, where a name takes 16 bytes.
    private static let namesPerAttribute = 64_512 / 16

    let model: Sequential
    let training: KerasTraining?
    /// A text for programs other than Keras.
    let annotation: String?
    let weightType: KerasSaveOptions.WeightType
    let file: String

    private var encoder: TrainingEncoder? { training.map { TrainingEncoder(training: $0, model: model, file: file) } }

    /// The longest name, in bytes; Keras's own take some twenty.
    private static let longestName = 4096
    /// The group of a file in which Keras has the weights of no layer.
    private static let topLevelName = "top_level_model_weights"

    /// Checks that the names of a model and its layers can be paths within a file.
    /// - Throws: `KerasError` with the name that cannot.
    package static func checkNames(of model: Sequential, file: String) throws(KerasError) {
        for name in [model.name] + model.layers.map(\.name) {
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            guard !name.contains("\0"), !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }), name != topLevelName,
                name.utf8.count <= longestName
            else {
                let text = JSON.string(name).excerpt
                throw KerasError(file: file, problem: "name \(text) cannot be the name of a group in an HDF5 file of Keras")
            }
        }
    }

    // MARK: HDF5

    /// An HDF5 file.
    func hdf5(_ trainer: KerasSaveOptions.Trainer) throws(KerasError) -> [UInt8] {
        try Self.checkNames(of: model, file: file)
        let configuration = try ModelEncoder(model: model, style: .hdf5, file: file).configuration()
        let variables = try encoder?.variables(trainer) ?? []
        var writer = H5Writer()
        writer.setAttribute("keras_version", of: "", to: Self.kerasVersion)
        writer.setAttribute("backend", of: "", to: "tensorflow")
        writer.setAttribute("model_config", of: "", to: configuration.text)
        if let encoder {
            writer.setAttribute("training_config", of: "", to: encoder.configuration(style: .hdf5, trainer).text)
        }
        if let annotation { writer.setAttribute(KerasArchive.annotationName, of: "", to: annotation) }
        writeWeights(&writer)
        write(variables, &writer)
        return writer.file()
    }

    private func writeWeights(_ writer: inout H5Writer) {
        writer.makeGroup("model_weights")
        writer.setAttribute("backend", of: "model_weights", to: "tensorflow")
        writer.setAttribute("keras_version", of: "model_weights", to: Self.kerasVersion)
        let order = model.kerasOrder
        setNames("layer_names", of: "model_weights", to: order.map { model.layers[$0].name }, &writer)
        for index in order {
            let (layer, parameters, weights) = (model.layers[index], model.parameters[index], model.weights[index])
            let group = "model_weights/\(layer.name)"
            let names = parameters.map { "\(model.name)/\(layer.name)/\($0.name)" }
            writer.makeGroup(group)
            setNames("weight_names", of: group, to: names, &writer)
            for (name, tensor) in zip(names, weights) { writer.write(tensor, as: weightType, to: "\(group)/\(name)") }
        }
        writer.makeGroup("model_weights/\(Self.topLevelName)")
        writer.setAttribute("weight_names", of: "model_weights/\(Self.topLevelName)", to: [])
    }

    private func write(_ variables: [TrainingEncoder.Variable], _ writer: inout H5Writer) {
        guard let encoder, !variables.isEmpty else { return }
        var names: [String] = []
        writer.makeGroup("optimizer_weights/\(encoder.groupName)")
        for variable in variables {
            switch variable {
            case .iteration(let count):
                names.append("\(encoder.groupName)/iteration")
                writer.write(count, to: "optimizer_weights/\(names[names.count - 1])")
            case .tensor(let name, let tensor):
                names.append("\(encoder.groupName)/\(name.replacingSlashes())")
                writer.write(tensor, to: "optimizer_weights/\(names[names.count - 1])")
            }
        }
        setNames("weight_names", of: "optimizer_weights", to: names, &writer)
    }

    /// Keras splits a list that is too long for an attribute.
    private func setNames(_ name: String, of group: String, to names: [String], _ writer: inout H5Writer) {
        guard names.count > Self.namesPerAttribute else { return writer.setAttribute(name, of: group, to: names) }
        for (part, start) in stride(from: 0, to: names.count, by: Self.namesPerAttribute).enumerated() {
            let end = min(start + Self.namesPerAttribute, names.count)
            writer.setAttribute("\(name)\(part)", of: group, to: Array(names[start..<end]))
        }
    }

    // MARK: Zip

    /// A `.keras` file.
    /// - Parameter attachments: members that Keras ignores.
    func keras(
        _ trainer: KerasSaveOptions.Trainer, attachments: [ZipWriter.Member] = []
    ) throws(KerasError) -> [UInt8] {
        try Self.checkNames(of: model, file: file)
        let variables = try encoder?.variables(trainer) ?? []
        guard case .object(var configuration) = try ModelEncoder(model: model, style: .keras, file: file).configuration() else {
            throw KerasError(file: file, problem: "the model has no configuration")
        }
        let batchShape = JSON.array([.null] + model.inputShape.dimensions.map(JSON.integer))
        configuration.append(.init("build_config", ["input_shape": batchShape]))
        if let encoder { configuration.append(.init("compile_config", encoder.configuration(style: .keras, trainer))) }
        var metadata = [
            JSON.Member("keras_version", .string(Self.kerasVersion)), .init("date_saved", .string(currentDate())),
        ]
        if let annotation { metadata.append(.init(KerasArchive.annotationName, .string(annotation))) }
        let weights = objectTree(variables)
        let members: [ZipWriter.Member] = [
            .init(name: "metadata.json", bytes: Array(JSON.object(metadata).text.utf8)),
            .init(name: "config.json", bytes: Array(JSON.object(configuration).text.utf8)),
            .init(name: "model.weights.h5", bytes: weights),
        ]
        return try usingZip { () throws(FileError) in try ZipWriter.archive(members + attachments, name: file) }
    }

    private func objectTree(_ variables: [TrainingEncoder.Variable]) -> [UInt8] {
        var writer = H5Writer()
        writer.makeGroup("layers")
        // The model's own variables; tf.keras requires the group although it is empty.
        writer.makeGroup("vars")
        writer.setAttribute("name", of: "vars", to: model.name)
        var counts: [String: Int] = [:]
        for index in model.kerasOrder {
            let (layer, weights) = (model.layers[index], model.weights[index])
            let name = snakeCase(layer.kerasClass)
            let count = counts[name, default: 0]
            counts[name] = count + 1
            let group = "layers/" + (count == 0 ? name : "\(name)_\(count)") + "/vars"
            writer.makeGroup(group)
            writer.setAttribute("name", of: group, to: layer.name)
            for (index, tensor) in weights.enumerated() { writer.write(tensor, as: weightType, to: "\(group)/\(index)") }
        }
        for (index, variable) in variables.enumerated() {
            switch variable {
            case .iteration(let count): writer.write(count, to: "optimizer/vars/\(index)")
            case .tensor(_, let tensor): writer.write(tensor, to: "optimizer/vars/\(index)")
            }
        }
        return writer.file()
    }
}

extension String {
    /// Names of optimizer variables have underscores where paths have slashes.
    fileprivate func replacingSlashes() -> String { String(map { $0 == "/" ? "_" : $0 }) }
}
