import ArgumentParser
import DigitTraining

/// What a training begins with.
struct StartOptions: SettingOptions {
    static let settings = TrainingSettings.all.filter { $0.group == .start }
    var values: [String: String] = [:]
}

/// How a network is trained.
struct HowToTrainOptions: SettingOptions {
    static let settings = TrainingSettings.all.filter { $0.group == .training }
    var values: [String: String] = [:]
}

/// What a run writes.
struct FileOptions: SettingOptions {
    static let settings = TrainingSettings.all.filter { $0.group == .files }
    var values: [String: String] = [:]
}

/// The run to continue.
struct ResumeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Continue the training of a run folder, exactly where it was stopped.", valueName: "run"),
        completion: .directory)
    var resume: String?
}

/// Where a run writes.
struct OutputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Folder to write into. (default: the first of runs/train, runs/train2, … that is free)", valueName: "folder"),
        completion: .directory)
    var output: String?
}
