// Decisions that need the whole stack.
extension FormReader {
    /// Makes the decisions that need all sheets of a stack.
    ///
    /// Each number of the lists is assigned to at most one sheet, so that the assignment as a whole is the most likely. Between
    /// readings of a date, the years on the other sheets decide. Then the rules are checked again, including those between
    /// sheets: if a changed value breaks one, or values that must be unique are not, the fields are doubtful, with the rule
    /// named. Last, the other fields are sure from that confidence on with which about one in a thousand of them is wrong.
    ///
    /// - Parameter stack: sheets as returned by `read`, in any order.
    public func settle(_ stack: inout [SheetReading]) {
        let before = stack
        assign(in: &stack)
        weighYearsAndCheckRules(of: &stack, before: before)
        stackFields.chooseSure(in: &stack)
    }

    /// Assigns each number of the lists to at most one sheet.
    package func assign(in stack: inout [SheetReading]) {
        for (field, count) in listCounts.sorted(by: { $0.key < $1.key }) {
            StackAssignment().assign(field, count: count, in: &stack)
        }
    }

    /// Weighs the dates of this reader's forms by the years on all sheets, and checks the rules again.
    /// - Parameter before: the same sheets as returned by `read`.
    package func weighYearsAndCheckRules(of stack: inout [SheetReading], before: [SheetReading]) {
        stackFields.weighYears(in: &stack)
        checkRules(of: &stack, before: before)
    }

    /// What decides about the fields.
    package var stackFields: StackFields { StackFields(forms: forms, listCounts: listCounts) }

    /// Checks the rules of sheets whose values have changed, and the rules between sheets.
    private func checkRules(of stack: inout [SheetReading], before: [SheetReading]) {
        for place in stack.indices {
            let changed = zip(stack[place].fields, before[place].fields).filter { $0.value != $1.value }.map(\.0.name)
            recheck(&stack[place], changed: Set(changed))
        }
        for form in forms { StackUniqueness(form).check(&stack) }
    }

    /// Marks fields as doubtful if their changed values break a rule.
    package func recheck(_ sheet: inout SheetReading, changed: Set<String>) {
        guard !changed.isEmpty, let form = forms.firstIndex(where: { $0.name == sheet.form }) else { return }
        sheets[form].recheck(&sheet.fields, changed: changed)
    }
}
