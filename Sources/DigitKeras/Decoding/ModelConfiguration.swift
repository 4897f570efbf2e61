import DigitJSON

/// The configuration of a Keras model, whatever version wrote it: layers in the order of computation.
struct ModelConfiguration {
    let name: String
    /// The layers from input to output. Input layers are left out.
    let layers: [LayerConfiguration]
    /// The sizes of an input batch's axes, batch axis included; nil for one that is not fixed. Nil if the file does not say.
    let batchInputShape: [Int?]?
}

/// The configuration of one layer.
struct LayerConfiguration {
    let className: String
    let name: String
    /// The layer's settings.
    let values: JSON
    /// The layer's index in the file's list, which is not always in the order of computation.
    let position: Int
    /// Whether the settings are in the format of the first versions, which have the class as "name".
    let isOlderThanKeras1: Bool
    /// The name by which other layers refer to it.
    var graphName: String
    /// The layers whose outputs it takes; none for an input layer, nil for the layer before it.
    var inputs: [String]?
    /// The arguments of a function that stands for a layer, such as the divisor of `x / 255`. Nil for other layers.
    var call: LayerCall?
    /// The nested model, nil for other layers.
    var nested: ModelConfiguration?
}

extension ModelConfiguration {
    /// Classes that are models themselves.
    static let modelClasses: Set<String> = ["Sequential", "Functional", "Model"]

    /// Reads `model_config` or `config.json`.
    init(_ json: JSON, file: String, depth: Int = 0) throws(KerasError) {
        func failure(_ problem: String) -> KerasError { KerasError(file: file, problem: "model configuration: \(problem)") }
        guard depth < 16 else { throw failure("models nested deeper than 16") }
        let className = json["class_name"]?.string ?? "Sequential"
        guard Self.modelClasses.contains(className) else {
            throw failure("a Sequential or Functional model expected, found \(className)")
        }
        // Keras up to 2.2.2 has a plain list of layers; the first versions have no "config" around it.
        let settings = json["config"] ?? json
        guard let list = settings["layers"]?.kerasArray ?? settings.kerasArray else { throw failure("a list of layers expected") }
        guard list.count <= 4096 else { throw failure("at most 4096 layers expected, found \(list.count)") }
        var entries: [LayerEntry] = []
        for (position, item) in list.enumerated() {
            entries.append(try LayerEntry(item, position: position, file: file, depth: depth))
        }
        let isChain = className == "Sequential" || !entries.contains { $0.json["inbound_nodes"] != nil }
        let ordered = isChain ? entries : try functionalGraph(entries, outputs: settings["output_layers"], file: file)

        name = settings["name"]?.string ?? json["name"]?.string ?? "sequential"
        layers = ordered.filter { $0.layer.className != "InputLayer" }.map(\.layer)
        let built = settings["build_input_shape"]?.batchShape ?? json["build_config"]?["input_shape"]?.batchShape
        let first = isChain ? ordered.first : ordered.first { $0.layer.inputs?.isEmpty ?? true }
        batchInputShape = first?.batchInputShape ?? built
    }
}

/// A layer with what is needed to connect it.
struct LayerEntry {
    var layer: LayerConfiguration
    let json: JSON

    init(_ json: JSON, position: Int, file: String, depth: Int) throws(KerasError) {
        self.json = json
        // The first versions of Keras give the class as "name", and the settings next to it.
        guard let className = (json["class_name"] ?? json["name"])?.string else {
            throw KerasError(file: file, problem: "model configuration: layer \(position) has no class_name")
        }
        let values = json["config"] ?? json
        let ownName = json["class_name"] == nil ? json["custom_name"] : values["name"] ?? json["name"]
        let name = ownName?.string ?? "\(snakeCase(className))_\(position + 1)"
        layer = LayerConfiguration(
            className: className, name: name, values: values, position: position, isOlderThanKeras1: json["class_name"] == nil,
            graphName: json["name"]?.string ?? name)
        if ModelConfiguration.modelClasses.contains(className) {
            layer.nested = try ModelConfiguration(json, file: file, depth: depth + 1)
        }
    }

    /// The input shape that this layer has, batch axis included.
    var batchInputShape: [Int?]? {
        if let nested = layer.nested { return nested.batchInputShape }
        if let shape = layer.values.first(of: "batch_shape", "batch_input_shape")?.batchShape { return shape }
        if let shape = layer.values["input_shape"]?.batchShape { return [nil] + shape }
        if let size = layer.values["input_dim"]?.kerasInteger { return [nil, size] }
        return json["build_config"]?["input_shape"]?.batchShape
    }
}

extension JSON {
    /// A list of sizes, null for one that is not fixed.
    fileprivate var batchShape: [Int?]? {
        guard let sizes = kerasArray, !sizes.isEmpty, sizes.allSatisfy({ $0 == .null || $0.kerasInteger != nil }) else {
            return nil
        }
        return sizes.map(\.kerasInteger)
    }
}

/// A class name converted to a variable name as in Keras: `MaxPooling2D` becomes `max_pooling2d`, `PReLU` becomes `p_re_lu`.
func snakeCase(_ className: String) -> String {
    let letters = Array(className.unicodeScalars).filter {
        $0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType != nil
    }
    func isUpper(_ index: Int) -> Bool { letters.indices.contains(index) && ("A"..."Z").contains(letters[index]) }
    func isLower(_ index: Int) -> Bool { letters.indices.contains(index) && ("a"..."z").contains(letters[index]) }
    var result = ""
    for (index, letter) in letters.enumerated() {
        let startsWord = isUpper(index) && index > 0 && (isLower(index + 1) || isLower(index - 1))
        if startsWord { result += "_" }
        result += String(letter).lowercased()
    }
    return result
}
