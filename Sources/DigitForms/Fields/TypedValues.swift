import DigitDecoding
import DigitNN

/// What people may type into the fields of a form: values of each field's kind that meet the conditions for readings.
package struct TypedValues: Sendable {
    /// A way to write a value: as on the sheet, or as in the table.
    private struct Writing {
        let kind: FieldKind
        let constraint: NumberConstraint?
        /// Whether it is that of the table, `2026-12-31`, and not another order of two-digit parts.
        let isTable: Bool

        func value(of text: String) -> String? {
            if isTable, text.wholeMatch(of: /[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}/) == nil { return nil }
            return constraint?.allows(text) ?? true ? kind.value(of: text) : nil
        }
    }

    private struct Field {
        let field: FormField
        let writings: [Writing]
    }

    private var fields: [String: Field] = [:]

    /// The most choices or labels that a message lists.
    private static let mostListed = 12

    /// - Throws: `FormError` naming the field if no number is allowed in it.
    package init(_ form: Form) throws(FormError) {
        var constraints = FieldConstraints()
        for field in form.fields {
            var writings = [Writing(kind: field.kind, constraint: try constraints.constraint(of: field), isTable: false)]
            for (kind, isTable) in field.kind.otherWritings {
                var other = field
                (other.kind, other.boxes) = (kind, nil)
                // The length of a number in boxes may rule out another way to write it.
                do throws(FormError) {
                    let constraint = try constraints.constraint(of: other)
                    writings.append(Writing(kind: kind, constraint: constraint, isTable: isTable))
                } catch { continue }
            }
            fields[field.name] = Field(field: field, writings: writings)
        }
    }

    /// The normalized value of a text, as readings have it; empty if nothing is written.
    /// - Parameter name: the field's name; any text is a value of a field that the form does not have.
    /// - Throws: `FormError` that says what is expected.
    package func value(of text: String, in name: String) throws(FormError) -> String {
        let text = Self.trimmed(text)
        guard !text.isEmpty, let field = fields[name] else { return text }
        if let value = Self.value(of: text, field) { return value }
        throw FormError("\(Self.expectation(of: field.field)) expected, got \"\(text)\"")
    }

    private static func value(of text: String, _ field: Field) -> String? {
        switch field.field.kind {
        case .code: return text
        case .choice(let choices): return choices.contains(text) ? text : nil
        case .marks(let boxes, let most): return marks(text, labels: boxes.map(\.label), most: most)
        case .digits where !text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains): return nil
        case .number, .integer, .decimal, .date, .time, .digits:
            guard text.contains(where: \.isNumber), NumberAlphabet.symbols(of: text) != nil else { return nil }
            return field.writings.lazy.compactMap { $0.value(of: text) }.first
        }
    }

    /// Labels in the form's order, joined by `+`.
    private static func marks(_ text: String, labels: [String], most: Int?) -> String? {
        if labels.contains(text) { return text }
        let checked = text.split(separator: "+", omittingEmptySubsequences: false).map { trimmed(String($0)) }
        guard checked.allSatisfy(labels.contains), Set(checked).count == checked.count, checked.count <= most ?? .max else {
            return nil
        }
        return labels.filter(checked.contains).joined(separator: "+")
    }

    private static func expectation(of field: FormField) -> String {
        let what: String =
            switch field.kind {
            case .number: "a number"
            case .integer: "a whole number"
            case .decimal(let places): "a number with \(places) decimals"
            case .digits: "digits"
            case .date(.dayMonthYear): "a day such as 31.12.2026"
            case .date(.monthDayYear): "a day such as 12/31/2026"
            case .date(.yearMonthDay): "a day such as 2026-12-31"
            case .time: "a time such as 09:05"
            case .choice(let choices): "one of " + list(choices)
            case .marks(let boxes, let most):
                list(boxes.map(\.label)) + ", joined by +" + (most.map { ", at most \($0)," } ?? ",")
            case .code: "any text"
            }
        let known = field.known
        let conditions = [
            ("length", known.length), ("pattern", known.pattern), ("checksum", known.checksum), ("range", known.range),
        ].compactMap { name, text in text.map { "\(name) \($0)" } }
        return conditions.isEmpty ? what : "\(what) (\(conditions.joined(separator: ", ")))"
    }

    private static func list(_ texts: [String]) -> String {
        texts.prefix(mostListed).joined(separator: ", ") + (texts.count > mostListed ? ", …" : "")
    }

    private static func trimmed(_ text: String) -> String {
        let rest = text.drop(while: \.isWhitespace)
        return String(rest.prefix(rest.count - rest.reversed().prefix(while: \.isWhitespace).count))
    }
}

extension FieldKind {
    /// How its values may be typed besides as they are written in boxes: with marks, and as the table has them.
    fileprivate var otherWritings: [(kind: FieldKind, isTable: Bool)] {
        switch self {
        case .date(let order): [(.date(.yearMonthDay), true), (.date(order), false)]
        case .time: [(.time, false)]
        default: []
        }
    }
}
