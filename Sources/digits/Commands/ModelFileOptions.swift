import ArgumentParser
import DigitKeras
import DigitNN

/// How a model's file is read.
struct ModelFileOptions: ParsableArguments {
    @Flag(help: "Refuse a model that uses something unsupported, instead of noting it.")
    var strict = false

    @Flag(help: "Flip the kernels of convolutions, as needed for Keras 1 models that ran on Theano.")
    var flipKernels = false

    /// Refuses what is about a file where the model is the one that ships.
    /// - Parameter isNamed: whether a model was named.
    func check(isNamed: Bool) throws {
        if flipKernels && !isNamed { throw ValidationError("--flip-kernels belongs to a model that is named") }
    }

    /// The model of a file. What it says and is left out is told in a line each.
    func load(_ path: String) throws -> LoadedModel {
        let loaded = try KerasModel.load(
            path, options: KerasLoadOptions(flipsKernels: flipKernels ? true : nil, isStrict: strict))
        for note in loaded.notes + [loaded.hint].compactMap(\.self) { try Output.error.writeLine("Note: \(path): \(note)") }
        return loaded
    }
}
