import DigitFiles
import DigitTensor

extension TrainingSettings {
    /// Has the process compute with the instruction set that the recipe fixes.
    /// - Throws: `SettingError` where the processor has it, but another one is in use already, or asked for.
    func chooseInstructionSet() throws(SettingError) {
        if !preferInstructionSet() { try recipe.check(InstructionSet.current, of: InstructionSet.available) }
    }

    /// Has the process compute with the instruction set that the recipe fixes, where that is still possible.
    /// - Returns: whether it does.
    @discardableResult
    package func preferInstructionSet() -> Bool {
        // Nobody compares the weights of a trial.
        guard !fastDevRun, let fixed = recipe.instructionSet else { return true }
        return InstructionSet.prefer(fixed)
    }
}

extension Recipe {
    /// Checks that the instruction set is that which the recipe fixes, if the processor has it.
    package func check(_ current: InstructionSet, of available: [InstructionSet]) throws(SettingError) {
        guard let fixed = instructionSet, fixed != current, available.contains(fixed) else { return }
        throw SettingError(
            setting: "recipe",
            problem:
                "\(self) needs the instruction set \(fixed), got \(current): "
                + "DIGITS_ISA=\(fixed) \(Locations.command) train --recipe \(self)")
    }

    /// What is to be said of weights that were computed with an instruction set; nil for nothing.
    package func note(on current: InstructionSet) -> String? {
        guard let fixed = instructionSet, fixed != current else { return nil }
        return "Computed with \(current), not with \(fixed): the weights are not those that the recipe makes elsewhere"
    }
}
