/// A constraint on numbers as people write it: in the options of a command, the parameters of an address, or a JSON text.
public struct NumberDescription: Equatable, Sendable {
    /// The number of digits, such as `5` or `4..6`.
    public var length: String?
    /// What they look like, in the syntax of `NumberPattern`.
    public var pattern: String?
    /// The rule that their digits obey, a name that `Checksum` knows.
    public var checksum: String?
    /// Their values, such as `1..100`.
    public var range: String?
    /// The number of digits after the decimal mark.
    public var decimals: Int?

    /// The names of the conditions that `set` takes.
    public static let names = ["length", "pattern", "checksum", "range", "decimals"]

    /// A description with the given values.
    public init(
        length: String? = nil, pattern: String? = nil, checksum: String? = nil, range: String? = nil, decimals: Int? = nil
    ) {
        (self.length, self.pattern, self.checksum, self.range, self.decimals) = (length, pattern, checksum, range, decimals)
    }

    /// Sets one of `names`.
    /// - Throws: `DecodingError` for other names, and for decimals that are not a whole number.
    public mutating func set(_ name: String, to text: String) throws(DecodingError) {
        switch name {
        case "length": length = text
        case "pattern": pattern = text
        case "checksum": checksum = text
        case "range": range = text
        case "decimals":
            guard let count = Int(text) else { throw DecodingError("decimals: a whole number expected, got \"\(text)\"") }
            decimals = count
        default: throw DecodingError("\(Self.names.joined(separator: ", ")) expected, got \"\(name)\"")
        }
    }

    /// The constraint that it describes; nil if there is none.
    /// - Parameter list: the numbers that are valid.
    /// - Throws: `DecodingError` naming what is not understood, or if no number is allowed or the constraint is too complex.
    public func constraint(among list: NumberList? = nil) throws(DecodingError) -> NumberConstraint? {
        var parts: (length: ClosedRange<Int>?, pattern: NumberPattern?, checksum: Checksum?, range: NumberRange?)
        if let length { parts.length = try .numberLength(length) }
        if let pattern { parts.pattern = try NumberPattern(pattern) }
        if let checksum { parts.checksum = try Checksum(checksum) }
        if let range { parts.range = try NumberRange(range) }
        let constraint = try NumberConstraint(
            length: parts.length, pattern: parts.pattern, checksum: parts.checksum, range: parts.range, decimals: decimals,
            list: list)
        return constraint.allowsAll ? nil : constraint
    }
}
