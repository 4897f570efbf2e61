import DigitJSON

/// The arguments of a layer of a functional model.
struct LayerCall {
    /// The output of another layer, or a constant.
    enum Argument {
        case tensor(layer: String)
        case constant(JSON)
    }

    var arguments: [Argument] = []
    var keywords: [(name: String, argument: Argument)] = []

    /// The layers whose outputs this one takes.
    var inputs: [String] {
        (arguments + keywords.map(\.argument)).compactMap { argument in
            guard case .tensor(let layer) = argument else { return nil }
            return layer
        }
    }
}

/// The name of the layer that makes the only output: `[["dense", 0, 0]]`, or `["dense", 0, 0]` from Keras 3.
func outputLayer(_ outputs: JSON?, entries: [LayerEntry], file: String) throws(KerasError) -> String {
    func failure(_ problem: String) -> KerasError { KerasError(file: file, problem: "model configuration: \(problem)") }
    guard let outputs, outputs != .null, outputs.kerasArray?.isEmpty != true else {
        guard let last = entries.last else { throw failure("a model has no layers") }
        return last.layer.name
    }
    let names = outputNames(outputs)
    guard names.count == 1 else { throw failure("a model with one output expected, found \(names.count)") }
    return names[0]
}

/// The layers that make the outputs, however these are nested: `["dense", 0, 0]`, or lists or an object of these.
private func outputNames(_ outputs: JSON) -> [String] {
    if let list = outputs.kerasArray { return list.first?.string.map { [$0] } ?? list.flatMap(outputNames) }
    guard case .object(let members) = outputs else { return [] }
    return members.flatMap { outputNames($0.value) }
}

extension LayerCall {
    /// Decodes a node: `[["input_1", 0, 0, {}]]` (Keras 1 and 2), `["input_1", 0, 0, {"y": 255.0}]` (functions of TensorFlow) or
    /// `{"args": [...], "kwargs": {...}}` (Keras 3).
    init(node: JSON) {
        if let positional = node["args"]?.kerasArray {
            for argument in positional { arguments += Self.arguments(of: argument) }
            addKeywords(node["kwargs"])
        } else if let reference = node.kerasArray, reference.first?.string != nil {
            add(reference: reference)
        } else {
            for reference in node.kerasArray ?? [] { add(reference: reference.kerasArray ?? []) }
        }
    }

    private mutating func add(reference: [JSON]) {
        guard let layer = reference.first?.string else { return }
        if layer == "_CONSTANT_VALUE" {
            arguments.append(.constant(reference.count > 2 ? reference[2] : .null))
        } else {
            arguments.append(.tensor(layer: layer))
        }
        addKeywords(reference.count > 3 ? reference[3] : nil)
    }

    private mutating func addKeywords(_ json: JSON?) {
        guard case .object(let members) = json else { return }
        for member in members {
            for argument in Self.arguments(of: member.value) { keywords.append((member.key, argument)) }
        }
    }

    /// Usually one argument; several if a list of tensors is given.
    private static func arguments(of json: JSON) -> [Argument] {
        if json["class_name"]?.string == "__keras_tensor__",
            let layer = json["config"]?["keras_history"]?.kerasArray?.first?.string
        {
            return [.tensor(layer: layer)]
        }
        guard case .array(let elements) = json else { return [.constant(json)] }
        if elements.count == 3, let layer = elements[0].string, elements[1].kerasInteger != nil, elements[2].kerasInteger != nil {
            return [.tensor(layer: layer)]
        }
        let nested = elements.flatMap(arguments(of:))
        let hasTensors = nested.contains { if case .tensor = $0 { true } else { false } }
        return hasTensors ? nested : [.constant(json)]
    }
}
