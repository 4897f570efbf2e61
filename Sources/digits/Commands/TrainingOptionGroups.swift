import ArgumentParser
import DigitTraining

/// The options for the start of a training.
struct StartOptions: SettingOptions {
    static let settings = TrainingSettings.all.filter { $0.group == .start }
    var values: [String: String] = [:]
}

/// The options for how a network is trained.
struct HowToTrainOptions: SettingOptions {
    static let settings = TrainingSettings.all.filter { $0.group == .training }
    var values: [String: String] = [:]
}

/// The options for what a run writes.
struct FileOptions: SettingOptions {
    static let settings = TrainingSettings.all.filter { $0.group == .files }
    var values: [String: String] = [:]
}

/// The run to resume.
struct ResumeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Continue the training of a run folder, exactly where it was stopped.", valueName: "run"),
        completion: .directory)
    var resume: String?
}

/// The folder of a run.
struct OutputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Folder to write to. (default: the first of runs/train, runs/train2, … that is free)", valueName: "folder"),
        completion: .directory)
    var output: String?
}
