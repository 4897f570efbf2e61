import ArgumentParser
import DigitTraining

/// Options for training settings, derived from `TrainingSetting`.
///
/// ArgumentParser finds a command's options with `Mirror`, and reads their values through `Decodable`. Here both come from a list,
/// so that a new setting is an option without another line of code.
protocol SettingOptions: ParsableArguments, CustomReflectable {
    /// The settings.
    static var settings: [TrainingSetting] { get }
    /// The given values, as text by the names of the options.
    var values: [String: String] { get set }
}

extension SettingOptions {
    init(from decoder: any Decoder) throws {
        self.init()
        let container = try decoder.container(keyedBy: OptionKey.self)
        for setting in Self.settings {
            let key = OptionKey(stringValue: setting.key)
            if setting.isFlag {
                let flag = try container.decode(Flag<Bool>.self, forKey: key).wrappedValue
                if flag != setting.isOnByDefault { values[setting.name] = "\(flag)" }
            } else {
                values[setting.name] = try container.decode(Option<String?>.self, forKey: key).wrappedValue
            }
        }
    }

    var customMirror: Mirror {
        // A property wrapper is stored under the property's name with an underscore.
        Mirror(self, children: Self.settings.map { Mirror.Child(label: "_\($0.key)", value: $0.argument) })
    }

    /// Checks each value by itself.
    func validate() throws { try check(values) }
}

/// Checks values of settings, one by one, as usage errors of the command.
private func check(_ values: [String: String]) throws {
    var settings = TrainingSettings()
    try asUsage {
        for (name, text) in values.sorted(by: { $0.key < $1.key }) { try TrainingSetting.named(name).set(text, in: &settings) }
    }
}

/// Turns an invalid setting into a usage error of the command.
func asUsage<Result>(_ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch let error as SettingError { throw ValidationError("--\(error)") }
}

extension TrainingSetting {
    /// Whether a flag is on by default.
    fileprivate var isOnByDefault: Bool { text(TrainingSettings()) == "true" }

    /// The option or flag.
    fileprivate var argument: Any {
        if isFlag {
            return isOnByDefault
                ? Flag(wrappedValue: true, name: .customLong(name), inversion: .prefixedNo, help: ArgumentHelp(help))
                : Flag(wrappedValue: false, name: .customLong(name), help: ArgumentHelp(help))
        }
        let values = choices.isEmpty ? "" : " (values: \(choices.joined(separator: ", "))\(defaultChoice))"
        // Numbers may be negative: the message says which are allowed. A path that looks like an option means that the path was
        // forgotten.
        return Option<String?>(
            name: .customLong(name), parsing: names == .none ? .unconditional : .next,
            help: ArgumentHelp(stringLiteral: help + values).withValueName(placeholder), completion: completion)
    }

    private var defaultChoice: String { text(TrainingSettings()).map { "; default: \($0)" } ?? "" }

    private var completion: CompletionKind? {
        switch names {
        case .files(let extensions): .file(extensions: extensions)
        case .folders: .directory
        case .none: choices.isEmpty ? nil : .list(choices)
        }
    }
}

extension ArgumentHelp {
    fileprivate func withValueName(_ name: String?) -> ArgumentHelp {
        var help = self
        help.valueName = name
        return help
    }
}

/// The name of an option's property.
private struct OptionKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
