import DigitDatasets
import DigitFiles
import DigitKeras
import DigitNN
import DigitRecognizer
import DigitText

/// The settings for training with corrections: few pictures, a short training at a low learning rate.
package enum Corrections {
    private static let (epochs, learningRate, schedule) = (1, 3e-4, ScheduleName.cosine)
    /// The number of epochs for lines, which are shorter.
    private static let lineEpochs = 2
    /// The last fraction of the training images, on which confidences are calibrated again.
    private static let validationSplit = 1.0 / 12
    /// At most this fraction of the samples are corrections, so that the rest is not forgotten, and none is seen more often than
    /// this.
    private static let (largestPart, mostRepeats) = (0.1, 50)

    /// Changes settings to those for learning corrections.
    static func adjust(_ settings: inout TrainingSettings) {
        settings.epochs = settings.recipe.learnsLines ? lineEpochs : epochs
        settings.learningRate = learningRate
        settings.schedule = schedule
        if !settings.recipe.learnsLines { settings.validationSplit = validationSplit }
    }

    /// How often each correction occurs in an epoch.
    static func repeats(of count: Int, beside others: Int) -> Int {
        max(1, min(mostRepeats, Int(Double(others) * largestPart) / max(count, 1)))
    }

    /// The options for a training that includes corrections, completed with the model that was corrected, and the recipe that it
    /// was trained with, if that has a class for non-digits or reads lines. If there are digits and lines, the digits are
    /// learned.
    /// - Parameter values: texts by the names of the options.
    /// - Throws: `FileError` if several models were corrected and no option chooses one, or the model cannot be read.
    package static func completed(_ values: [String: String]) throws -> [String: String] {
        guard let folder = values["include"] else { return values }
        var values = values
        let isOpen = values["recipe"] == nil && values["model"] == nil
        if isOpen, try digitCount(folder) == 0, try !CorrectedLines.names(in: folder).isEmpty {
            values["recipe"] = Recipe.numbers.rawValue
        }
        let learnsLines = values["recipe"] == Recipe.numbers.rawValue
        if values["model"] == nil {
            let models = try CorrectedModels(folder: learnsLines ? "\(folder)/\(CorrectedLine.folderName)" : folder).models
            guard models.count < 2 else {
                throw FileError(
                    path: folder,
                    problem:
                        "corrections of \(models.map(\.reference).joined(separator: ", ")); --model says which one learns them"
                )
            }
            values["model"] = models.first?.reference
        }
        guard let reference = values["model"] else { return values }
        let model = try network(reference)
        guard let recipe = values["recipe"] else {
            values["recipe"] = (model.readsNumbers ? .numbers : model.knowsWhatIsNoDigit ? Recipe.reader : nil)?.rawValue
            return values
        }
        if model.readsNumbers, !learnsLines {
            throw FileError(
                path: reference,
                problem: "a classifier of digits expected with the recipe \(recipe), this network reads lines")
        }
        return values
    }

    // MARK: What is not learned

    /// What a training on digits says about corrected lines.
    static func leftOutLines(_ folder: String) -> String? {
        leftOut((try? CorrectedLines.names(in: folder).count) ?? 0, "corrected line", folder, option: "--recipe numbers ")
    }

    /// What a training on lines says about corrected digits.
    static func leftOutDigits(_ folder: String) -> String? {
        leftOut((try? digitCount(folder)) ?? 0, "corrected digit", folder, option: "")
    }

    private static func leftOut(_ count: Int, _ name: String, _ folder: String, option: String) -> String? {
        if count == 0 { return nil }
        return "Left out: \(count.counted(name)); digits train \(option)--include \(folder) learns \(count == 1 ? "it" : "them")"
    }

    /// The number of corrected digits in a folder of corrections.
    private static func digitCount(_ folder: String) throws(FileError) -> Int {
        guard try pathKind(folder) == .folder else { return 0 }
        let files = FileTree(folder: folder)
        var count = 0
        for name in try files.folders() where name != CorrectedLine.folderName {
            count += try files.entries(name).count(where: ClassFolders.isPicture)
        }
        return count
    }

    private static func network(_ reference: String) throws -> Sequential {
        switch CorrectedModels.Model(reference: reference) {
        case .bundled(let model): try model.load()
        case .file(let path): try KerasModel.load(RunFolder.modelFile(path)).model
        }
    }
}

extension Sequential {
    fileprivate var knowsWhatIsNoDigit: Bool { outputShape == [11] && inputShape == [28, 28, 1] }
}
