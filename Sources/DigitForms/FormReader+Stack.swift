// What only a whole stack tells.
extension FormReader {
    /// Gives each number of the lists to one sheet at most, so that all together are likeliest; then rules are looked at once more, also those
    /// between sheets.
    ///
    /// A rule that a number of a list breaks, and values that should differ and do not, are doubts with the rule named.
    ///
    /// - Parameter stack: sheets as `read` gave them, in any order.
    public func settle(_ stack: inout [SheetReading]) {
        let before = stack
        assign(in: &stack)
        checkRules(of: &stack, before: before)
    }

    /// Gives each number of the lists to one sheet at most.
    package func assign(in stack: inout [SheetReading]) {
        for (field, count) in listCounts.sorted(by: { $0.key < $1.key }) {
            StackAssignment().assign(field, count: count, in: &stack)
        }
    }

    /// Looks at the rules of sheets whose values have changed, and at those between sheets.
    package func checkRules(of stack: inout [SheetReading], before: [SheetReading]) {
        for place in stack.indices {
            let changed = zip(stack[place].fields, before[place].fields).filter { $0.value != $1.value }.map(\.0.name)
            recheck(&stack[place], changed: Set(changed))
        }
        for form in forms { StackUniqueness(form).check(&stack) }
    }

    /// Makes doubts of fields that break a rule since values have changed.
    package func recheck(_ sheet: inout SheetReading, changed: Set<String>) {
        guard !changed.isEmpty, let form = forms.firstIndex(where: { $0.name == sheet.form }) else { return }
        sheets[form].recheck(&sheet.fields, changed: changed)
    }
}
