import DigitFiles
import DigitNN

extension Sequential {
    /// Writes the network as a Keras file that Keras 3 and tf.keras 2.15 read: `.keras` by that extension, HDF5 otherwise.
    ///
    /// The file is written under a temporary name and renamed, so that there is never half a file.
    /// - Parameters:
    ///   - path: where to write. An existing file is replaced.
    ///   - training: optimizer, its state and loss, so that training can continue; nil for a model that is not compiled.
    /// - Throws: `KerasError` if a layer has no like in Keras or the file cannot be written.
    public func save(
        to path: String, training: KerasTraining? = nil, options: KerasSaveOptions = KerasSaveOptions()
    ) throws(KerasError) {
        let format = options.format ?? (path.lowercased().hasSuffix(".keras") ? .keras : .hdf5)
        let bytes = try kerasFile(format, name: path, training: training, options: options)
        do throws(FileError) {
            try writeFile(bytes, to: path)
        } catch {
            throw KerasError(file: error.path, problem: error.problem)
        }
    }

    /// The bytes of a Keras file of the network; `name` is for error messages.
    /// - Throws: `KerasError` if a layer has no like in Keras.
    public func kerasFile(
        _ format: KerasSaveOptions.Format, name: String = "model", training: KerasTraining? = nil,
        options: KerasSaveOptions = KerasSaveOptions()
    ) throws(KerasError) -> [UInt8] {
        let writer = ModelWriter(
            model: self, training: training, annotation: options.annotation, weightType: options.weightType, file: name)
        switch format {
        case .hdf5: return try writer.hdf5(options.trainer)
        case .keras: return try writer.keras(options.trainer)
        }
    }

    /// The bytes of a `.keras` file with more members than Keras's; `name` is for error messages.
    /// - Parameter attachments: members of the zip beside Keras's own.
    /// - Throws: `KerasError` if a layer has no like in Keras.
    package func kerasFile(
        name: String, training: KerasTraining?, attachments: [ZipWriter.Member]
    ) throws(KerasError) -> [UInt8] {
        try ModelWriter(model: self, training: training, annotation: nil, weightType: .float32, file: name).keras(
            .keras3, attachments: attachments)
    }
}
