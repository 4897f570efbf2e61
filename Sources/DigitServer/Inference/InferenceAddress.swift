/// An address that inference is asked for at: the protocol, and the model.
struct InferenceAddress {
    enum Interface { case openInference, tensorFlowServing }

    let interface: Interface
    let model: String
    let version: String?

    /// Takes `/v2/models/NAME[/versions/VERSION]/infer` and `/v1/models/NAME[/versions/VERSION]:predict`; nil for all other addresses.
    init?(_ path: Substring) {
        var parts = path.split(separator: "/")
        guard parts.count >= 3, parts[1] == "models" else { return nil }
        if parts[0] == "v2", parts.last == "infer" {
            interface = .openInference
            parts.removeLast()
        } else if parts[0] == "v1", let last = parts.popLast(), last.hasSuffix(Self.predict) {
            interface = .tensorFlowServing
            parts.append(last.dropLast(Self.predict.count))
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

    private static let predict = ":predict"

    /// The pattern of the address.
    var route: String {
        switch (interface, version) {
        case (.openInference, nil): "/v2/models/{model}/infer"
        case (.openInference, _): "/v2/models/{model}/versions/{version}/infer"
        case (.tensorFlowServing, nil): "/v1/models/{model}:predict"
        case (.tensorFlowServing, _): "/v1/models/{model}/versions/{version}:predict"
        }
    }
}
