/// Finds values that appear on two sheets of a stack, or twice in a table, although a rule requires them to be unique.
struct StackUniqueness {
    private let form: Form
    private let rules: [(name: String, field: String)]

    init(_ form: Form) {
        self.form = form
        rules = form.rules.compactMap { rule in
            if case .unique(let field) = rule.kind { (rule.name, field) } else { nil }
        }
    }

    /// Marks their fields as doubtful, with the rule named.
    func check(_ sheets: inout [SheetReading]) {
        for rule in rules {
            let names = Set(form.fields.filter { $0.name == rule.field || $0.row?.column == rule.field }.map(\.name))
            var places: [String: [(sheet: Int, field: Int)]] = [:]
            for (number, sheet) in sheets.enumerated() where sheet.form == form.name {
                for (place, field) in sheet.fields.enumerated() where names.contains(field.name) && !field.value.isEmpty {
                    places[field.value, default: []].append((number, place))
                }
            }
            for place in places.values.filter({ $0.count > 1 }).joined() {
                sheets[place.sheet].fields[place.field].doubt(rule.name)
            }
        }
    }
}

extension FieldReading {
    /// Records that the field breaks a rule, and makes it doubtful; the first recorded rule is kept.
    mutating func doubt(_ rule: String) {
        failedRule = failedRule ?? rule
        if state == .sure { state = .doubtful }
    }
}
