import DigitTensor

extension TrainingSettings {
    /// Checks every setting, and that they fit each other.
    /// - Throws: `SettingError` about the first that does not.
    public func check() throws(SettingError) {
        for setting in Self.all { try setting.check(self) }
        if clipNorm != nil, clipValue != nil {
            throw SettingError(setting: "clip-value", problem: "either clip-norm or clip-value expected, got both")
        }
        if inputLow == inputHigh || !(inputHigh - inputLow).isFinite {
            throw SettingError(
                setting: "input-range", problem: "two different finite numbers expected, got \(inputLow),\(inputHigh)")
        }
        try checkSchedule()
        if recipe.isCalibrated, validationSplit == 0 {
            throw SettingError(
                setting: "validation-split", problem: "a number above 0 expected with the recipe \(recipe), got 0")
        }
    }

    private func checkSchedule() throws(SettingError) {
        if warmUp != nil, schedule != .cosine, schedule != .oneCycle {
            throw SettingError(
                setting: "warm-up", problem: "the schedule cosine or one-cycle expected with it, got \(scheduleText)")
        }
        if decayEvery != nil || decayFactor != nil, schedule != .step, schedule != .plateau {
            throw SettingError(
                setting: decayEvery != nil ? "decay-every" : "decay-factor",
                problem: "the schedule step or plateau expected with it, got \(scheduleText)")
        }
    }

    private var scheduleText: String { schedule.map(\.description) ?? "the recipe's" }
}
