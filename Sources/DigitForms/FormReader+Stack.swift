// Decisions that need the whole stack.
extension FormReader {
    /// Assigns each number of the lists to at most one sheet, so that the assignment as a whole is the most likely, then checks
    /// the rules again, including those between sheets.
    ///
    /// If a number from a list breaks a rule, or values that must be unique are not, the fields are doubtful, with the rule
    /// named.
    ///
    /// - Parameter stack: sheets as returned by `read`, in any order.
    public func settle(_ stack: inout [SheetReading]) {
        let before = stack
        assign(in: &stack)
        checkRules(of: &stack, before: before)
    }

    /// Assigns each number of the lists to at most one sheet.
    package func assign(in stack: inout [SheetReading]) {
        for (field, count) in listCounts.sorted(by: { $0.key < $1.key }) {
            StackAssignment().assign(field, count: count, in: &stack)
        }
    }

    /// Checks the rules of sheets whose values have changed, and the rules between sheets.
    package func checkRules(of stack: inout [SheetReading], before: [SheetReading]) {
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
