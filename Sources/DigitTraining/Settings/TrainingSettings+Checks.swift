import DigitTensor

extension TrainingSettings {
    /// Checks every setting, and that they are consistent.
    /// - Throws: `SettingError` for the first that is not.
    public func check() throws(SettingError) {
        for setting in Self.all { try setting.check(self) }
        if clipNorm != nil, clipValue != nil {
            throw SettingError(setting: "clip-value", problem: "either clip-norm or clip-value expected, got both")
        }
        if let inputLow, let inputHigh {
            guard inputLow != inputHigh, (inputHigh - inputLow).isFinite else {
                throw SettingError(
                    setting: "input-range", problem: "two different finite numbers expected, got \(inputLow),\(inputHigh)")
            }
        } else if inputLow != nil || inputHigh != nil {
            throw SettingError(setting: "input-range", problem: "two numbers expected, got one")
        }
        if model == nil, flipKernels != nil || strict != nil {
            throw SettingError(setting: strict != nil ? "strict" : "flip-kernels", problem: "a model is required, got none")
        }
        try checkSchedule()
        if recipe.isCalibrated || recipe.learnsLines, validationSplit == 0 {
            throw SettingError(
                setting: "validation-split", problem: "a number above 0 expected with the recipe \(recipe), got 0")
        }
        try checkLines()
    }

    /// Checks the settings that are for lines only, and those that are not.
    private func checkLines() throws(SettingError) {
        guard recipe.learnsLines else {
            if stepsPerEpoch == nil { return }
            throw SettingError(setting: "steps-per-epoch", problem: "requires the recipe numbers, got \(recipe)")
        }
        let wrong =
            classes != nil ? "classes" : overfitBatches != nil ? "overfit-batches" : optimizerState ? "optimizer-state" : nil
        if let wrong { throw SettingError(setting: wrong, problem: "not supported by the recipe \(recipe)") }
        if let inputLow, let inputHigh, inputLow != 0 || inputHigh != 1 {
            throw SettingError(
                setting: "input-range", problem: "0,1 expected with the recipe \(recipe), got \(inputLow),\(inputHigh)")
        }
    }

    private func checkSchedule() throws(SettingError) {
        if warmUp != nil, schedule != .cosine, schedule != .oneCycle {
            throw SettingError(
                setting: "warm-up", problem: "requires the schedule cosine or one-cycle, got \(scheduleText)")
        }
        if decayEvery != nil || decayFactor != nil, schedule != .step, schedule != .plateau {
            throw SettingError(
                setting: decayEvery != nil ? "decay-every" : "decay-factor",
                problem: "requires the schedule step or plateau, got \(scheduleText)")
        }
    }

    private var scheduleText: String { schedule.map(\.description) ?? "the recipe's" }
}
