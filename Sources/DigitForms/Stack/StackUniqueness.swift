/// Finds values that appear on two sheets of a stack, or twice in a table, although a rule requires them to be unique.
package struct StackUniqueness {
    private let form: Form
    private let rules: [(name: String, field: String)]

    /// The rules, each with the names of the fields whose values must be unique: several for a column of a table.
    package var fields: [(rule: String, names: [String])] {
        rules.map { rule in
            (rule.name, form.fields.filter { $0.name == rule.field || $0.row?.column == rule.field }.map(\.name))
        }
    }

    package init(_ form: Form) {
        self.form = form
        rules = form.rules.compactMap { rule in
            if case .unique(let field) = rule.kind { (rule.name, field) } else { nil }
        }
    }

    /// Marks their fields as doubtful, with the rule named.
    func check(_ sheets: inout [SheetReading]) {
        for (rule, names) in fields {
            let names = Set(names)
            var places: [(sheet: Int, field: Int)] = []
            for (number, sheet) in sheets.enumerated() where sheet.form == form.name {
                places += sheet.fields.indices.filter { names.contains(sheet.fields[$0].name) }.map { (number, $0) }
            }
            for index in Self.repeated(places.map { sheets[$0.sheet].fields[$0.field] }) {
                sheets[places[index].sheet].fields[places[index].field].doubt(rule)
            }
        }
    }

    /// Marks fields whose values are not unique as doubtful.
    /// - Parameter rule: the rule's name, which becomes their failed rule.
    package static func check(_ fields: inout [FieldReading], rule: String) {
        for index in repeated(fields) { fields[index].doubt(rule) }
    }

    /// The indices of fields whose value another one has, too.
    private static func repeated(_ fields: [FieldReading]) -> [Int] {
        var counts: [String: Int] = [:]
        for field in fields where !field.value.isEmpty { counts[field.value, default: 0] += 1 }
        return fields.indices.filter { counts[fields[$0].value, default: 0] > 1 }
    }
}

extension FieldReading {
    /// Records that the field breaks a rule, and makes it doubtful; the first recorded rule is kept.
    package mutating func doubt(_ rule: String) {
        failedRule = failedRule ?? rule
        if state == .sure { state = .doubtful }
    }
}
