/// The fields of a stack's forms, by what decides about their values.
package struct StackFields: Sendable {
    /// The forms of the sheets.
    package let forms: [Form]
    /// The lengths of the lists of valid numbers, by field name.
    package let listCounts: [String: Int]

    package init(forms: [Form], listCounts: [String: Int]) { (self.forms, self.listCounts) = (forms, listCounts) }

    /// Whether the years on all sheets decide between a field's readings.
    package func isDate(_ field: FormField) -> Bool {
        guard case .date = field.kind else { return false }
        return !hasList(field)
    }

    /// Whether a field has a list of valid numbers.
    package func hasList(_ field: FormField) -> Bool { listCounts[field.name] != nil }

    /// Weighs the readings of dates by the years on the other sheets.
    package func weighYears(in stack: inout [SheetReading]) {
        for form in forms {
            for (place, field) in form.fields.enumerated() where isDate(field) {
                let sheets = Self.sheets(of: form, in: stack)
                var years = YearCounts()
                for sheet in sheets { years.add(stack[sheet].fields[place]) }
                for sheet in sheets { years.weigh(&stack[sheet].fields[place], kind: field.kind) }
            }
        }
    }

    /// Decides from which confidence on values are sure.
    package func chooseSure(in stack: inout [SheetReading]) {
        var places: [(sheet: Int, field: Int)] = []
        var risk = StackRisk()
        for form in forms {
            let fields = form.fields.indices.filter { form.fields[$0].kind.isWritten }
            for sheet in Self.sheets(of: form, in: stack) {
                for field in fields where stack[sheet].fields[field].dependsOnConfidence(hasList: hasList(form.fields[field])) {
                    places.append((sheet, field))
                    risk.add(stack[sheet].fields[field].confidence)
                }
            }
        }
        let least = risk.sureConfidence
        for place in places {
            let isSure = stack[place.sheet].fields[place.field].confidence >= least
            stack[place.sheet].fields[place.field].state = isSure ? .sure : .doubtful
        }
    }

    /// The sheets with the form's fields: forms of one name may differ.
    private static func sheets(of form: Form, in stack: [SheetReading]) -> [Int] {
        let names = form.fields.map(\.name)
        return stack.indices.filter { stack[$0].form == form.name && stack[$0].fields.map(\.name) == names }
    }
}
