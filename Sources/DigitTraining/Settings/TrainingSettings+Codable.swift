/// In JSON, each setting is a member named `jsonName`; unset ones are omitted.
extension TrainingSettings: Codable {
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: SettingKey.self)
        for setting in Self.all { try setting.encode(self, &container) }
    }

    /// Decodes settings and checks them: nothing missing, unknown or invalid is guessed.
    /// - Throws: `SettingError` that names the member, its value, and what is allowed.
    public init(from decoder: any Decoder) throws {
        self.init()
        let container = try decoder.container(keyedBy: SettingKey.self)
        let known = Set(Self.all.map(\.key))
        if let unknown = container.allKeys.map(\.stringValue).filter({ !known.contains($0) }).min() {
            throw SettingError(setting: words(of: unknown).joined(separator: "_"), problem: "no such setting")
        }
        for setting in Self.all {
            if container.contains(SettingKey(setting.key)) {
                try setting.read(container, into: &self)
            } else if setting.isOptional {
                setting.clear(&self)
            } else {
                throw SettingError(setting: setting.jsonName, problem: "\(setting.allowed) expected, but it is missing")
            }
        }
        try check()
    }
}

extension TrainingSetting {
    /// Decodes a value from JSON.
    fileprivate func read(
        _ container: KeyedDecodingContainer<SettingKey>, into settings: inout TrainingSettings
    ) throws(SettingError) {
        do {
            try decode(&settings, container)
        } catch {
            let found = try? container.decode(JSONScalar.self, forKey: SettingKey(key))
            throw failure(jsonName, found?.text ?? "something else")
        }
        guard isAllowed(settings) else { throw failure(jsonName, text(settings) ?? "none") }
    }
}

/// The coding key of a setting's property.
struct SettingKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}

/// Any single JSON value, for messages.
private struct JSONScalar: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            text = "null"
        } else if let flag = try? container.decode(Bool.self) {
            text = "\(flag)"
        } else if let whole = try? container.decode(Int.self) {
            text = "\(whole)"
        } else if let number = try? container.decode(Double.self) {
            text = "\(number)"
        } else {
            text = "\"\(try container.decode(String.self))\""
        }
    }
}
