import DigitKeras
import DigitRecognizer

extension TrainingSettings {
    /// The model of a file, of a run's folder, or one that ships, as the settings say that files are read.
    /// - Parameter reference: as `CorrectedModels.Model.reference`.
    /// - Returns: the model, and what the file says and is left out, a line for each.
    /// - Throws: `KerasError` or `FileError` where it cannot be read.
    func loadModel(_ reference: String) throws -> (model: LoadedModel, notes: [String]) {
        switch CorrectedModels.Model(reference: reference) {
        case .bundled(let model): return (try KerasModel.load(bytes: model.bytes, name: model.name), [])
        case .file(let path):
            let options = KerasLoadOptions(flipsKernels: flipKernels, isStrict: strict ?? false)
            let loaded = try KerasModel.load(RunFolder.modelFile(path), options: options)
            return (loaded, (loaded.notes + [loaded.hint].compactMap(\.self)).map { "\(path): \($0)" })
        }
    }
}
