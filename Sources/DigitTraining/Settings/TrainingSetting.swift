/// One of the training settings: its property, and everything about it in one place.
public struct TrainingSetting: Sendable {
    /// Where the command line shows a setting.
    public enum Group: Sendable {
        /// The start of the training.
        case start
        /// The data.
        case data
        /// The training itself.
        case training
        /// The output.
        case files
        /// The threads.
        case threads
        /// It is not an option of its own.
        case none
    }

    /// The kind of path in a text, for shell completion.
    public enum Names: Equatable, Sendable {
        /// Files with one of some extensions, or with any.
        case files([String])
        /// Folders.
        case folders
        /// Nothing in the file system.
        case none
    }

    /// The name of the option and in tables, such as `batch-size`.
    public let name: String
    /// The property's name, such as `batchSize`, which is `batch_size` in JSON.
    public let key: String
    /// Its name in the report, such as `batch size`.
    public let title: String
    /// Where the command line shows it.
    public let group: Group
    /// Its help text.
    public let help: String
    /// The placeholder for the value in help; nil for a flag.
    public let placeholder: String?
    /// The kind of path in the value.
    public let names: Names
    /// The values, if there are only a few.
    public let choices: [String]
    /// The allowed values, such as `a number from 1 to 256`.
    public let allowed: String

    /// The value in some settings as text; nil if it is not set.
    public let text: @Sendable (TrainingSettings) -> String?
    let isOptional: Bool
    let isAllowed: @Sendable (TrainingSettings) -> Bool
    let parse: @Sendable (String, inout TrainingSettings) -> Bool
    let clear: @Sendable (inout TrainingSettings) -> Void
    let encode: @Sendable (TrainingSettings, inout KeyedEncodingContainer<SettingKey>) throws -> Void
    let decode: @Sendable (inout TrainingSettings, KeyedDecodingContainer<SettingKey>) throws -> Void

    /// - Parameters:
    ///   - property: the property with its value.
    ///   - option: the option's name, if it differs from the property's.
    ///   - allowed: the allowed values.
    ///   - title: its name in the report, if it differs from the property's name.
    init<Value: SettingValue>(
        _ property: SettingProperty<Value>, option: String? = nil, in group: Group, _ allowed: Allowed<Value>,
        title: String? = nil, help: String = "", placeholder: String? = nil, names: Names = .none
    ) {
        let (key, codingKey) = (property.key, SettingKey(property.key))
        (self.key, self.group, self.help, self.placeholder, self.names) = (key, group, help, placeholder, names)
        name = option ?? words(of: key).joined(separator: "-")
        self.title = title ?? words(of: key).joined(separator: " ")
        (choices, self.allowed, isOptional) = (allowed.choices, allowed.text, property.isOptional)
        text = { property.get($0)?.description }
        isAllowed = { property.get($0).map(allowed.contains) ?? true }
        parse = { text, settings in
            guard let value = Value(text) else { return false }
            property.set(&settings, value)
            return true
        }
        clear = { property.set(&$0, nil) }
        encode = { try $1.encodeIfPresent(property.get($0), forKey: codingKey) }
        decode = { property.set(&$0, try $1.decode(Value.self, forKey: codingKey)) }
    }

    /// A setting that is on or off.
    init(flag property: SettingProperty<Bool>, in group: Group, help: String) {
        self.init(property, in: group, Allowed(text: "true or false") { _ in true }, help: help)
    }

    /// The setting with an option's name.
    /// - Throws: `SettingError` if there is none.
    public static func named(_ name: String) throws(SettingError) -> TrainingSetting {
        guard let setting = TrainingSettings.all.first(where: { $0.name == name }) else {
            throw SettingError(setting: name, problem: "no such setting")
        }
        return setting
    }

    /// Whether it is a flag.
    public var isFlag: Bool { placeholder == nil && group != .none }

    /// The name in JSON, such as `batch_size`.
    public var jsonName: String { words(of: key).joined(separator: "_") }

    /// Sets the value from text.
    /// - Throws: `SettingError` if it is not allowed.
    public func set(_ text: String, in settings: inout TrainingSettings) throws(SettingError) {
        guard parse(text, &settings), isAllowed(settings) else { throw failure(name, text) }
    }

    /// Checks the value in some settings.
    /// - Throws: `SettingError` if it is not allowed.
    func check(_ settings: TrainingSettings) throws(SettingError) {
        guard isAllowed(settings) else { throw failure(name, text(settings) ?? "none") }
    }

    func failure(_ name: String, _ value: String) -> SettingError {
        SettingError(setting: name, problem: "\(allowed) expected, got \(value)")
    }
}

/// A value that can be stored in JSON, and given as text on a command line.
typealias SettingValue = Codable & Equatable & LosslessStringConvertible & Sendable

/// The property of a setting.
struct SettingProperty<Value: SettingValue>: Sendable {
    /// The property's name.
    let key: String
    /// Whether it may be nil, in which case something else determines it.
    let isOptional: Bool
    let get: @Sendable (TrainingSettings) -> Value?
    let set: @Sendable (inout TrainingSettings, Value?) -> Void

    /// A property that always has a value.
    static func property(_ path: WritableKeyPath<TrainingSettings, Value> & Sendable, _ key: String) -> SettingProperty {
        SettingProperty(
            key: key, isOptional: false, get: { $0[keyPath: path] }, set: { if let value = $1 { $0[keyPath: path] = value } })
    }

    /// A property that may be nil.
    static func property(_ path: WritableKeyPath<TrainingSettings, Value?> & Sendable, _ key: String) -> SettingProperty {
        SettingProperty(key: key, isOptional: true, get: { $0[keyPath: path] }, set: { $0[keyPath: path] = $1 })
    }
}

/// The values that a setting may have.
struct Allowed<Value: SettingValue>: Sendable {
    /// A description for messages: `a number from 1 to 256`.
    let text: String
    /// All of them, if they are few.
    var choices: [String] = []
    let contains: @Sendable (Value) -> Bool

    init(text: String, choices: [String] = [], contains: @escaping @Sendable (Value) -> Bool) {
        (self.text, self.choices, self.contains) = (text, choices, contains)
    }
}

extension Allowed where Value: FixedWidthInteger {
    static func whole(_ range: ClosedRange<Value>) -> Allowed {
        Allowed(text: "a whole number from \(range.lowerBound) to \(range.upperBound)") { range.contains($0) }
    }
}

// Comparisons with NaN are false, so that it is never allowed.
extension Allowed where Value: BinaryFloatingPoint {
    static var finite: Allowed { Allowed(text: "a finite number") { $0.isFinite } }
    static var above0: Allowed { Allowed(text: "a finite number above 0") { $0 > 0 && $0.isFinite } }
    static var above0UpTo1: Allowed { Allowed(text: "a number above 0, up to 1") { $0 > 0 && $0 <= 1 } }
    static var from0To1: Allowed { Allowed(text: "a number from 0 to 1") { $0 >= 0 && $0 <= 1 } }
    static var from0Below1: Allowed { Allowed(text: "a number from 0 to below 1") { $0 >= 0 && $0 < 1 } }
}

extension Allowed where Value == String {
    /// Any nonempty text.
    static var text: Allowed { Allowed(text: "a path") { !$0.isEmpty } }
}

extension Allowed {
    /// One of some names.
    static func oneOf(_ values: [Value]) -> Allowed {
        let names = values.map(\.description)
        return Allowed(text: "one of \(names.joined(separator: ", "))", choices: names) { _ in true }
    }
}

/// The words of a name such as `batchSize`: `batch`, `size`.
func words(of name: String) -> [String] {
    var words = [""]
    for character in name {
        if character.isUppercase { words.append("") }
        words[words.count - 1] += character.lowercased()
    }
    return words
}
