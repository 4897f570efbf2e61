/// A path for inference: the protocol, and the model.
struct InferenceAddress {
    enum Interface { case openInference, tensorFlowServing }

    let interface: Interface
    let model: String
    let version: String?
    /// TensorFlow Serving's verbs other than `predict`, such as `classify`, which are not supported.
    private(set) var otherVerb: String?

    /// Parses `/v2/models/NAME[/versions/VERSION]/infer` and `/v1/models/NAME[/versions/VERSION]:VERB`; nil for all other paths.
    init?(_ path: Substring) {
        var parts = path.split(separator: "/")
        guard parts.count >= 3, parts[1] == "models" else { return nil }
        if parts[0] == "v2", parts.last == "infer" {
            interface = .openInference
            parts.removeLast()
        } else if parts[0] == "v1", let last = parts.popLast(), let colon = last.firstIndex(of: ":") {
            interface = .tensorFlowServing
            parts.append(last[..<colon])
            let verb = last[colon...].dropFirst()
            if verb != "predict" { otherVerb = String(verb) }
        } else {
            return nil
        }
        switch parts.count {
        case 3: version = nil
        case 5 where parts[3] == "versions": version = String(parts[4])
        default: return nil
        }
        model = String(parts[2])
    }

    /// The pattern of the path.
    var route: String {
        if otherVerb != nil { return "none" }
        return switch (interface, version) {
        case (.openInference, nil): "/v2/models/{model}/infer"
        case (.openInference, _): "/v2/models/{model}/versions/{version}/infer"
        case (.tensorFlowServing, nil): "/v1/models/{model}:predict"
        case (.tensorFlowServing, _): "/v1/models/{model}/versions/{version}:predict"
        }
    }
}
