import ArgumentParser
import DigitFiles
import DigitKeras
import DigitNN

/// How a model's file is read.
struct ModelFileOptions: ParsableArguments {
    @Flag(help: "Refuse a model that uses something unsupported, instead of noting it.")
    var strict = false

    @Flag(help: "Flip the kernels of convolutions, as needed for Keras 1 models that ran on Theano.")
    var flipKernels = false

    /// Rejects options about a file if the bundled model is used.
    /// - Parameter isNamed: whether a model was named.
    func check(isNamed: Bool) throws {
        if flipKernels && !isNamed { throw ValidationError("--flip-kernels requires a model file") }
    }

    /// Loads the model of a file, and prints a line for each unsupported setting that is ignored.
    func load(_ path: String) throws -> LoadedModel {
        let loaded = try KerasModel.load(
            path, options: KerasLoadOptions(flipsKernels: flipKernels ? true : nil, isStrict: strict))
        for note in loaded.notes + [loaded.hint].compactMap(\.self) { try Output.error.writeLine("Note: \(path): \(note)") }
        return loaded
    }
}
