import DigitFiles
import DigitKeras
import DigitRecognizer

/// How corrections of a trained network are learned: few pictures, one pass at a small learning rate.
package enum Corrections {
    private static let (epochs, learningRate, schedule) = (1, 3e-4, ScheduleName.cosine)
    /// The last part of the training images, on which confidences are set again.
    private static let validationSplit = 1.0 / 12
    /// At most this part of what is learned are corrections, so that the rest is not forgotten, and none is seen more often than this.
    private static let (largestPart, mostRepeats) = (0.1, 50)

    /// Makes settings those of learning corrections.
    static func adjust(_ settings: inout TrainingSettings) {
        settings.epochs = epochs
        settings.learningRate = learningRate
        settings.schedule = schedule
        settings.validationSplit = validationSplit
    }

    /// How often each of some corrections is in an epoch.
    static func repeats(of count: Int, beside others: Int) -> Int {
        max(1, min(mostRepeats, Int(Double(others) * largestPart) / max(count, 1)))
    }

    /// Options for a training that includes corrections, with what the corrections say: the model that was corrected, and the recipe that it
    /// was trained with, if it is one that knows what is no digit.
    /// - Parameter values: texts by the names of the options.
    /// - Throws: `FileError` where several models were corrected and no option says which, or the model cannot be read.
    package static func completed(_ values: [String: String]) throws -> [String: String] {
        guard let folder = values["include"] else { return values }
        var values = values
        if values["model"] == nil {
            let models = try CorrectedModels(folder: folder).models
            guard models.count < 2 else {
                throw FileError(
                    path: folder,
                    problem:
                        "corrections of \(models.map(\.reference).joined(separator: ", ")); --model says which one is to learn them"
                )
            }
            values["model"] = models.first?.reference
        }
        if values["recipe"] == nil, let model = values["model"], try knowsWhatIsNoDigit(model) {
            values["recipe"] = Recipe.reader.rawValue
        }
        return values
    }

    private static func knowsWhatIsNoDigit(_ reference: String) throws -> Bool {
        let model =
            switch CorrectedModels.Model(reference: reference) {
            case .bundled(let model): try model.load()
            case .file(let path): try KerasModel.load(RunFolder.modelFile(path)).model
            }
        return model.outputShape == [11] && model.inputShape == [28, 28, 1]
    }
}
