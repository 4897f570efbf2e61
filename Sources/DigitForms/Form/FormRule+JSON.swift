import DigitJSON

extension FormRule {
    /// Parses a rule of a form file.
    init(_ json: JSON, place: Int) throws(FormError) {
        var members = try FormMembers(json, "rule \(place)")
        let kind = try members.string("rule")
        let name = try members.optionalString("name") ?? "\(kind) \(place)"
        try FormTexts.checkName(name, "rule \(place): a name")
        members.name = "rule \"\(name)\""
        switch kind {
        case "sum": self.kind = .sum(total: try members.string("total"), parts: try members.strings("parts"))
        case "difference":
            self.kind = .difference(
                result: try members.string("result"), of: try members.string("of"), minus: try members.string("minus"))
        case "range":
            self.kind = .range(
                field: try members.string("field"), low: try members.optionalNumber("low"),
                high: try members.optionalNumber("high"))
        case "previous":
            self.kind = .previous(
                field: try members.string("field"), key: try members.string("key"), low: try members.optionalNumber("low"),
                high: try members.optionalNumber("high"))
        case "order": self.kind = .order(try members.strings("fields"))
        case "unique": self.kind = .unique(try members.string("field"))
        case "together": self.kind = .together(try members.strings("fields"))
        default:
            throw FormError(
                "\(members.name): rule: \(Self.names.joined(separator: ", ")) expected, got \(JSON.string(kind).excerpt)")
        }
        self.name = name
        try members.end()
    }

    /// The rule as written in a form file.
    var json: JSON {
        var members: [JSON.Member] = [.init("name", .string(name))]
        func list(_ fields: [String]) -> JSON { .array(fields.map(JSON.string)) }
        func bounds(_ low: Double?, _ high: Double?) -> [JSON.Member] {
            [("low", low), ("high", high)].compactMap { name, bound in bound.map { .init(name, .number($0)) } }
        }
        switch kind {
        case .sum(let total, let parts):
            members += [.init("rule", "sum"), .init("total", .string(total)), .init("parts", list(parts))]
        case .difference(let result, let of, let minus):
            members += [
                .init("rule", "difference"), .init("result", .string(result)), .init("of", .string(of)),
                .init("minus", .string(minus)),
            ]
        case .range(let field, let low, let high):
            members += [.init("rule", "range"), .init("field", .string(field))] + bounds(low, high)
        case .previous(let field, let key, let low, let high):
            members +=
                [.init("rule", "previous"), .init("field", .string(field)), .init("key", .string(key))] + bounds(low, high)
        case .order(let fields): members += [.init("rule", "order"), .init("fields", list(fields))]
        case .unique(let field): members += [.init("rule", "unique"), .init("field", .string(field))]
        case .together(let fields): members += [.init("rule", "together"), .init("fields", list(fields))]
        }
        return .object(members)
    }
}
