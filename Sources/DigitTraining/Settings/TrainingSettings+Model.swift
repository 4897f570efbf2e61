import DigitKeras
import DigitRecognizer

extension TrainingSettings {
    /// Loads the model of a file, of a run's folder, or a bundled one, as the settings require.
    /// - Parameter reference: like `CorrectedModels.Model.reference`.
    /// - Returns: the model, and a line for each unsupported setting in the file that is ignored.
    /// - Throws: `KerasError` or `FileError` if it cannot be read.
    func loadModel(_ reference: String) throws -> (model: LoadedModel, notes: [String]) {
        switch CorrectedModels.Model(reference: reference) {
        case .bundled(let model): return (try KerasModel.load(bytes: model.bytes, name: model.name), [])
        case .file(let path):
            let options = KerasLoadOptions(flipsKernels: flipKernels, isStrict: strict ?? false)
            let loaded = try KerasModel.load(RunFolder.modelFile(path), options: options)
            // Before hours of training end with a model that cannot be saved.
            try ModelWriter.checkNames(of: loaded.model, file: path)
            return (loaded, (loaded.notes + [loaded.hint].compactMap(\.self)).map { "\(path): \($0)" })
        }
    }
}
