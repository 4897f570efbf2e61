public import CDigits
import DigitJSON
import DigitNN
import DigitText
import DigitTraining

/// A completed training run, behind a handle.
final class RunEntry: Entry, @unchecked Sendable {
    override class var kind: String { "run" }

    let report: TrainingReport

    init(_ report: TrainingReport) { self.report = report }
}

/// Reports a run's progress to C, and stops the run when C asks for it.
private final class CallbackObserver: RunObserver {
    private var reporter: ProgressReporter
    private(set) var isStopRequested = false

    init(_ options: digits_run_options?) {
        reporter = ProgressReporter(
            interval: options?.interval ?? -1, callback: options?.callback, context: options?.context)
    }

    func progressed(_ progress: TrainingProgress) { if !reporter.report(progress) { isStopRequested = true } }
}

// The functions of digits.h for training runs.

@c @implementation
public func digits_run_settings(
    _ buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int, _ length: UnsafeMutablePointer<Int>?
) -> digits_status {
    answering { try write(JSON.array(TrainingSettings.all.map(\.json)).text, to: buffer, capacity, length) }
}

@c @implementation
public func digits_run_train(
    _ settings: UnsafePointer<CChar>?, _ output: UnsafePointer<CChar>?, _ options: UnsafePointer<digits_run_options>?,
    _ run: UnsafeMutablePointer<digits_run>?
) -> digits_status {
    answering {
        let (settings, output) = (try text(settings, "settings"), try optionalText(output, "output"))
        try carryOut(options, run) {
            try TrainingRun(TrainingSettings(json: settings), output: output)
        }
    }
}

@c @implementation
public func digits_run_resume(
    _ folder: UnsafePointer<CChar>?, _ threads: Int32, _ options: UnsafePointer<digits_run_options>?,
    _ run: UnsafeMutablePointer<digits_run>?
) -> digits_status {
    answering {
        let folder = try text(folder, "folder")
        let threads = try threadCount(threads)
        try carryOut(options, run) { try TrainingRun(resuming: folder, threads: threads) }
    }
}

@c @implementation
public func digits_run_describe(
    _ run: digits_run, _ buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int, _ length: UnsafeMutablePointer<Int>?
) -> digits_status {
    answering {
        let entry: RunEntry = try HandleTable.shared.entry(run)
        try write(jsonText(entry.report), to: buffer, capacity, length)
    }
}

@c @implementation
public func digits_run_free(_ run: digits_run) -> digits_status {
    answering { try HandleTable.shared.remove(run, RunEntry.self) }
}

/// Makes a run, carries it out, and returns its handle. Other calls are not blocked in the meantime.
private func carryOut(
    _ options: UnsafePointer<digits_run_options>?, _ handle: UnsafeMutablePointer<digits_run>?,
    _ make: () throws -> TrainingRun
) throws {
    let handle = try required(handle, "run")
    do {
        let report = try make().run(CallbackObserver(options?.pointee))
        handle.pointee = HandleTable.shared.add(RunEntry(report))
    } catch let error as SettingError {
        throw Failure(DIGITS_INVALID_ARGUMENT, error.underJSONName)
    } catch let stop as RunStopped {
        throw Failure(DIGITS_STOPPED, "\(stop.folder.path): the training was stopped; it can be resumed")
    }
}

// MARK: Settings

extension TrainingSettings {
    /// The settings of a recipe, with those replaced that are members of a JSON object, and completed from the corrections'
    /// model.
    fileprivate init(json text: String) throws {
        guard case .object(let members)? = try? JSONReader.value(of: Array(text.utf8)) else {
            throw Failure(DIGITS_INVALID_ARGUMENT, "settings: a JSON object expected")
        }
        var values: [String: String] = [:]
        for member in members where member.value != .null {
            guard let setting = Self.all.first(where: { $0.jsonName == member.key }) else {
                throw Failure(DIGITS_INVALID_ARGUMENT, "\(member.key): no such setting")
            }
            values[setting.name] = member.value.string ?? member.value.text
        }
        try self.init(Corrections.completed(values))
    }
}

extension TrainingSetting {
    fileprivate var json: JSON {
        var members: [JSON.Member] = [
            .init("name", .string(jsonName)), .init("help", .string(help)), .init("allowed", .string(allowed)),
        ]
        if !choices.isEmpty { members.append(.init("choices", .array(choices.map { .string($0) }))) }
        return .object(members)
    }
}

extension SettingError {
    /// The message with the setting's name in JSON, which has underscores.
    fileprivate var underJSONName: String { "\(setting.replacing("-", with: "_")): \(problem)" }
}
