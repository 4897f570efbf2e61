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
        return listCounts[field.name] == nil
    }

    /// Whether all sheets decide from which confidence on a field's values are sure: those of written fields without a list.
    package func sharesRisk(_ field: FormField) -> Bool { field.kind.isWritten && listCounts[field.name] == nil }

    /// Weighs the readings of dates by the years on the other sheets.
    package func weighYears(in stack: inout [SheetReading]) {
        for form in forms {
            for (place, field) in form.fields.enumerated() where isDate(field) {
                let sheets = stack.indices.filter { stack[$0].form == form.name && !stack[$0].fields.isEmpty }
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
            let fields = form.fields.indices.filter { sharesRisk(form.fields[$0]) }
            for sheet in stack.indices where stack[sheet].form == form.name && !stack[sheet].fields.isEmpty {
                for field in fields where stack[sheet].fields[field].dependsOnConfidence {
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
}
