import DigitFiles
import DigitNN
import DigitTraining
import Foundation
import Testing

/// Settings in `args.json`, options and text.
@Suite struct SettingsTests {
    /// Invalid values of each member of `args.json`, as JSON.
    static let impossible: [String: [String]] = {
        let count = ["0", "-1", "1.5", "1e300", "9223372036854775807", "\"3\"", "true", "null", "[]", "{}"]
        let rate = ["0", "-1", "1e400", "\"nan\"", "\"inf\"", "\"0.1\"", "true", "null"]
        let part = ["-0.1", "1", "1e300", "\"nan\"", "\"x\"", "null"]
        let path = ["\"\"", "3", "true", "null", "[\"a\"]"]
        let name = ["\"\"", "\"slow\"", "\"SEED\"", "1", "true", "null"]
        let flag = ["0", "1", "\"true\"", "null"]
        let pixel = ["\"nan\"", "\"inf\"", "1e300", "\"1\"", "null"]
        return [
            "recipe": name, "schedule": name, "monitor": name, "model": path, "include": path, "data": path,
            "classes": count + ["1", "257"], "epochs": count + ["1000001"], "steps_per_epoch": count + ["1000001"],
            "batch_size": count + ["16385"],
            "threads": count + ["257"], "decay_every": count, "patience": count, "overfit_batches": count,
            "checkpoint_every": count, "seed": ["-1", "1.5", "18446744073709551616", "\"1\"", "null"], "learning_rate": rate,
            "clip_norm": rate, "clip_value": rate, "warm_up": part.filter { $0 != "1" } + ["1.1"],
            "decay_factor": ["0", "-0.1", "1.1", "\"nan\"", "null"], "average_decay": part, "validation_split": part,
            "input_low": pixel, "input_high": pixel, "fast_dev_run": flag, "tensorboard": flag, "optimizer_state": flag,
            "flip_kernels": flag, "strict": flag,
        ]
    }()

    /// Settings that all differ from their defaults, as far as they are consistent.
    private static var full: TrainingSettings {
        var settings = TrainingSettings(recipe: .robust)
        (settings.model, settings.include, settings.data, settings.classes) = ("m.h5", "c", "d", 12)
        (settings.inputLow, settings.inputHigh, settings.epochs, settings.batchSize) = (-1, 0.1, 7, 65)
        (settings.learningRate, settings.schedule, settings.decayEvery, settings.decayFactor) = (0.1, .plateau, 2, 0.3)
        (settings.averageDecay, settings.clipNorm, settings.patience, settings.monitor) = (0.99, 1.5, 4, .validationAccuracy)
        (settings.seed, settings.validationSplit, settings.fastDevRun, settings.overfitBatches) = (.max, 0.25, true, 9)
        (settings.checkpointEvery, settings.tensorboard, settings.optimizerState, settings.threads) = (11, true, false, 3)
        (settings.flipKernels, settings.strict) = (true, false)
        return settings
    }

    private func members(_ settings: TrainingSettings) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(prettyJSON(settings))) as? [String: Any])
    }

    private func read(_ members: [String: Any]) throws -> TrainingSettings {
        try parseJSON([UInt8](try JSONSerialization.data(withJSONObject: members)), "args.json")
    }

    @Test func everyPropertyIsDescribed() {
        let properties = Mirror(reflecting: TrainingSettings()).children.compactMap(\.label)
        #expect(Set(properties) == Set(TrainingSettings.all.map(\.key)) && properties.count == TrainingSettings.all.count)
        #expect(Set(TrainingSettings.all.map(\.name)).count == properties.count)
        #expect(Set(Self.impossible.keys) == Set(TrainingSettings.all.map(\.jsonName)))
    }

    @Test func roundTrips() throws {
        for recipe in Recipe.allCases {
            let settings = TrainingSettings(recipe: recipe)
            #expect(try read(members(settings)) == settings)
        }
        let full = Self.full
        let text = prettyJSON(full)
        #expect(try parseJSON(text, "args.json") as TrainingSettings == full)
        var values: [String: String] = [:]
        for setting in TrainingSettings.all where setting.group != .none { values[setting.name] = setting.text(full) }
        var given = try TrainingSettings(values)
        (given.inputLow, given.inputHigh) = (full.inputLow, full.inputHigh)
        #expect(given == full)
    }

    /// The members of `args.json` of version 0.1.0, and those that came later: folders of that version are resumed.
    @Test func namesInJSON() throws {
        #expect(
            Set(try members(TrainingSettings()).keys) == [
                "batch_size", "epochs", "fast_dev_run", "monitor", "optimizer_state", "recipe", "seed", "tensorboard",
                "validation_split",
            ])
        #expect(
            Set(try members(Self.full).keys).union(["warm_up", "clip_value", "steps_per_epoch"]) == [
                "average_decay", "batch_size", "checkpoint_every", "classes", "clip_norm", "clip_value", "data", "decay_every",
                "decay_factor", "epochs", "fast_dev_run", "include", "input_high", "input_low", "learning_rate", "model",
                "monitor",
                "optimizer_state", "overfit_batches", "patience", "recipe", "schedule", "seed", "tensorboard", "threads",
                "steps_per_epoch", "validation_split", "warm_up", "flip_kernels", "strict",
            ])
    }

    @Test(
        "An impossible value is an error that names file, member, what is allowed, and value", arguments: impossible.keys.sorted()
    )
    func impossibleValues(name: String) throws {
        let setting = try #require(TrainingSettings.all.first { $0.jsonName == name })
        for value in try #require(Self.impossible[name]) {
            var members = try members(TrainingSettings())
            members[name] = 0
            let text = String(decoding: try JSONSerialization.data(withJSONObject: members), as: UTF8.self)
            let edited = text.replacing("\"\(name)\":0", with: "\"\(name)\":\(value)")
            #expect(edited != text || value == "0")
            let error = #expect(throws: FileError.self, "\(value)") {
                try parseJSON(Array(edited.utf8), "args.json") as TrainingSettings
            }
            let message = error?.description ?? ""
            #expect(message.hasPrefix("args.json: \(name): \(setting.allowed) expected, got "), "\(value): \(message)")
        }
    }

    @Test func whatIsMissingOrUnknown() throws {
        for name in try members(TrainingSettings()).keys.sorted() {
            var members = try members(TrainingSettings())
            members[name] = nil
            let error = #expect(throws: FileError.self) { try read(members) }
            #expect(error?.description.hasPrefix("args.json: \(name): ") == true)
            #expect(error?.description.hasSuffix(" expected, but it is missing") == true)
        }
        var members = try members(TrainingSettings())
        members["learning_rat"] = 1
        #expect(throws: FileError(path: "args.json", problem: "learning_rat: no such setting")) { try read(members) }
    }

    @Test(arguments: [
        (["warm-up": "0.1"], "warm-up: requires the schedule cosine or one-cycle, got the recipe's"),
        (["warm-up": "0.1", "schedule": "step"], "warm-up: requires the schedule cosine or one-cycle, got step"),
        (
            ["decay-factor": "0.1", "schedule": "cosine"],
            "decay-factor: requires the schedule step or plateau, got cosine"
        ),
        (["clip-norm": "1", "clip-value": "1"], "clip-value: either clip-norm or clip-value expected, got both"),
        (
            ["recipe": "reader", "validation-split": "0"],
            "validation-split: a number above 0 expected with the recipe reader, got 0"
        ),
        (["steps-per-epoch": "5"], "steps-per-epoch: requires the recipe numbers, got seed"),
        (
            ["recipe": "numbers", "validation-split": "0"],
            "validation-split: a number above 0 expected with the recipe numbers, got 0"
        ),
        (["recipe": "numbers", "classes": "10"], "classes: not supported by the recipe numbers"),
        (["recipe": "numbers", "overfit-batches": "1"], "overfit-batches: not supported by the recipe numbers"),
        (["recipe": "numbers", "optimizer-state": "true"], "optimizer-state: not supported by the recipe numbers"),
        (["epochs": "two"], "epochs: a whole number from 1 to 1000000 expected, got two"),
        (["colour": "red"], "colour: no such setting"),
    ])
    func whatDoesNotFit(values: [String: String], message: String) {
        let error = #expect(throws: SettingError.self) { try TrainingSettings(values) }
        #expect(error?.description == message)
    }

    @Test func defaults() throws {
        #expect(try TrainingSettings(["recipe": "fast"]) == TrainingSettings(recipe: .fast))
        #expect(try TrainingSettings(["fast-dev-run": "true", "recipe": "robust"]).epochs == 1)
        #expect(try TrainingSettings(["fast-dev-run": "true", "epochs": "2"]).epochs == 2)
        let correcting = try TrainingSettings(["model": "m.h5", "include": "c"])
        #expect(correcting.epochs == 1 && correcting.learningRate == 3e-4 && correcting.schedule == .cosine)
        let lines = try TrainingSettings(["model": "m.h5", "include": "c", "recipe": "numbers"])
        #expect(lines.epochs == 2 && lines.learningRate == 3e-4 && lines.validationSplit == 0.1)
        var settings = TrainingSettings()
        settings.batchSize = 0
        #expect(throws: SettingError.self) { try TrainingRun(settings) }
    }
}
