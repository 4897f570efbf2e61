import DigitFiles
import DigitTensor

extension TrainingSettings {
    /// Makes the process use the instruction set that the recipe fixes.
    /// - Throws: `SettingError` if the processor has it, but another one is already in use, or requested.
    func chooseInstructionSet() throws(SettingError) {
        if !preferInstructionSet() { try recipe.check(InstructionSet.current, of: InstructionSet.available) }
    }

    /// Makes the process use the instruction set that the recipe fixes, if that is still possible.
    /// - Returns: whether it does.
    @discardableResult
    package func preferInstructionSet() -> Bool {
        // Nobody compares the weights of a trial run.
        guard !fastDevRun, let fixed = recipe.instructionSet else { return true }
        return InstructionSet.prefer(fixed)
    }
}

extension Recipe {
    /// Checks that the recipe's instruction set is in use, if the processor has it.
    package func check(_ current: InstructionSet, of available: [InstructionSet]) throws(SettingError) {
        guard let fixed = instructionSet, fixed != current, available.contains(fixed) else { return }
        throw SettingError(
            setting: "recipe",
            problem:
                "\(self) needs the instruction set \(fixed), got \(current): "
                + "DIGITS_ISA=\(fixed) \(Locations.command) train --recipe \(self)")
    }

    /// A note about weights that were computed with an instruction set; nil for none.
    package func note(on current: InstructionSet) -> String? {
        guard let fixed = instructionSet, fixed != current else { return nil }
        return "Computed with \(current), not with \(fixed): the weights differ from those that the recipe makes elsewhere"
    }
}
