/// A condition between the fields of a sheet. It decides between readings; a sheet that breaks it is doubtful.
public struct FormRule: Equatable, Sendable {
    /// Its name, which doubts report.
    public var name: String
    /// The condition.
    public var kind: Kind

    /// A condition between fields, which are given by their names. Blank fields break no rule but `together`.
    public enum Kind: Equatable, Sendable {
        /// Parts add up to a total.
        case sum(total: String, parts: [String])
        /// The difference of two fields is a third.
        case difference(result: String, of: String, minus: String)
        /// A value lies between two bounds, inclusive; nil for no bound.
        case range(field: String, low: Double?, high: Double?)
        /// Each value is at most the next one: numbers, dates or times.
        case order([String])
        /// The increase of a value since its earlier reading lies between two bounds, inclusive; nil for no bound. The earlier
        /// reading is the one in `PreviousReadings` whose key is the value of another field, such as a meter's number. Without
        /// earlier readings, the rule is not checked.
        case previous(field: String, key: String, low: Double?, high: Double?)
        /// All are filled in, or none.
        case together([String])
        /// No two sheets of a stack have the same value; for a column of a table, no two rows.
        case unique(String)
    }

    /// A rule with the given values.
    public init(name: String, kind: Kind) { (self.name, self.kind) = (name, kind) }

    /// The names of the fields that it concerns.
    public var fields: [String] {
        switch kind {
        case .sum(let total, let parts): [total] + parts
        case .difference(let result, let of, let minus): [result, of, minus]
        case .range(let field, _, _), .unique(let field): [field]
        case .previous(let field, let key, _, _): [field, key]
        case .order(let fields), .together(let fields): fields
        }
    }

    /// The field whose value is compared with an earlier one.
    var judged: String? {
        if case .previous(let field, _, _, _) = kind { field } else { nil }
    }

    /// The `fields` whose values are numbers, dates or times.
    var measured: [String] {
        switch kind {
        case .previous(let field, _, _, _): [field]
        case .together, .unique: []
        case .sum, .difference, .range, .order: fields
        }
    }

    /// The names in form files.
    public static let names = ["sum", "difference", "range", "order", "previous", "together", "unique"]
}
