import DigitJSON

extension FormRule {
    /// Parses a rule of a form file.
    init(_ json: JSON, place: Int) throws(FormError) {
        var members = try FormMembers(json, "rule \(place)")
        let kind = try members.string("rule")
        let name = try members.optionalString("name") ?? "\(kind) \(place)"
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
        case "order": self.kind = .order(try members.strings("fields"))
        case "together": self.kind = .together(try members.strings("fields"))
        default:
            throw FormError("\(members.name): rule: \(Self.names.joined(separator: ", ")) expected, got \"\(kind)\"")
        }
        self.name = name
        try members.end()
    }

    /// The rule as written in a form file.
    var json: JSON {
        var members: [JSON.Member] = [.init("name", .string(name))]
        func list(_ fields: [String]) -> JSON { .array(fields.map(JSON.string)) }
        switch kind {
        case .sum(let total, let parts):
            members += [.init("rule", "sum"), .init("total", .string(total)), .init("parts", list(parts))]
        case .difference(let result, let of, let minus):
            members += [
                .init("rule", "difference"), .init("result", .string(result)), .init("of", .string(of)),
                .init("minus", .string(minus)),
            ]
        case .range(let field, let low, let high):
            members += [.init("rule", "range"), .init("field", .string(field))]
            if let low { members.append(.init("low", .number(low))) }
            if let high { members.append(.init("high", .number(high))) }
        case .order(let fields): members += [.init("rule", "order"), .init("fields", list(fields))]
        case .together(let fields): members += [.init("rule", "together"), .init("fields", list(fields))]
        }
        return .object(members)
    }
}
