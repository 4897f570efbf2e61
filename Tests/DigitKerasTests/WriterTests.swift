import DigitKeras
import DigitNN
import DigitTensor
import Testing

/// Files that we write: they must read back unchanged, and look like those of Keras.
@Suite struct WriterTests {
    @Test(arguments: Golden.all.filter { $0.entry["weightsOnly"] == nil }, [KerasSaveOptions.Format.hdf5, .keras])
    func readsBackWhatItWrites(_ golden: Golden, _ format: KerasSaveOptions.Format) throws {
        let first = try golden.load()
        if first.model.hasOldHardSigmoid {
            // Keras 3 has no such function, so the file would mean something else there.
            #expect(throws: KerasError.self) { try first.model.kerasFile(format) }
            return
        }
        let bytes = try first.model.kerasFile(format, name: golden.file, training: first.training)
        let second = try KerasModel.load(bytes: bytes, name: "again-\(golden.file)")
        #expect(second.model.weights == first.model.weights)
        #expect(second.model.inputShape == first.model.inputShape)
        #expect(second.model.layers.map(\.name) == first.model.layers.map(\.name))
        #expect(second.training == first.training)
        #expect(second.kerasInputShape == first.model.inputShape)
        let (inputs, _) = try golden.samples
        let outputs = try [first, second].map { try Predictor($0.model, threads: 1).predict(inputs) }
        #expect(outputs[0] == outputs[1])
    }

    /// Compared with Swift's own 16-bit floats, on values at, beside and between them, very small, very large and NaN.
    @Test func storesWeightsAsHalves() throws {
        #if !(os(macOS) && arch(x86_64))
            var values = (0...UInt16.max).map { Float(Float16(bitPattern: $0)) }.filter(\.isFinite)
            values += values.flatMap { [$0.nextUp, $0.nextDown, $0 * 1.00048828125, $0 * 1.000244140625, $0 + 3e-8] }
            values = values.filter { $0.magnitude < 65_520 } + [65_519, 65_519.996, 1e-30, -1e-8, .leastNonzeroMagnitude]
            values.removeLast(values.count % 2)
            var model = try Sequential(inputShape: [values.count / 2], seed: 1) { Dense(units: 2, useBias: false) }
            try model.setWeights([[Tensor(shape: [values.count / 2, 2], scalars: values)]])
            let bytes = try model.kerasFile(.hdf5, options: KerasSaveOptions(weightType: .float16))
            let again = try KerasModel.load(bytes: bytes, name: "halves").model
            #expect(again.weights[0][0].scalars.map(\.bitPattern) == values.map { Float(Float16($0)).bitPattern })
            #expect(bytes.count < 2 * values.count + 20_000)
            let archive = try KerasModel.load(
                bytes: model.kerasFile(.keras, options: KerasSaveOptions(weightType: .float16)), name: "halves.keras")
            #expect(archive.model.weights == again.weights)
        #endif
    }

    /// Names, order and shapes of everything are those that Keras 3.15.1 itself gives to the same model.
    @Test(arguments: ["keras3-adam.h5", "keras3-rmsprop.h5", "keras3-adamw.h5", "keras3-momentum.h5", "keras3-sgd.h5"])
    func writesWhatKerasWrites(_ file: String) throws {
        let golden = try KerasArchive(bytes: try goldenBytes(file), name: file)
        let loaded = try KerasModel.load(bytes: try goldenBytes(file), name: file)
        let ours = try KerasArchive(bytes: try loaded.model.kerasFile(.hdf5, training: loaded.training), name: "ours")
        #expect(ours.groups.map(\.name) == golden.groups.map(\.name))
        #expect(ours.groups.map { $0.weights.map(\.name) } == golden.groups.map { $0.weights.map(\.name) })
        #expect(ours.optimizer.map(\.tensor) == golden.optimizer.map(\.tensor))
        #expect(ours.optimizer.map(\.integer) == golden.optimizer.map(\.integer))
        // Keras counts optimizers of a process: adam_1, ….
        func withoutCounter(_ names: [String]) -> [String] {
            names.map { name in
                let parts = name.split(separator: "/").map(String.init)
                let stem = parts[0].split(separator: "_").filter { Int($0) == nil }.joined(separator: "_")
                return ([stem] + parts.dropFirst()).joined(separator: "/")
            }
        }
        #expect(withoutCounter(ours.optimizer.map(\.name)) == withoutCounter(golden.optimizer.map(\.name)))
        #expect(ours.kerasVersion == "3.15.1")
        #expect(ours.backend == "tensorflow")
    }

    @Test func writesObjectTreeAsKeras() throws {
        let golden = try KerasArchive(bytes: try goldenBytes("keras3-adam.keras"), name: "keras3-adam.keras")
        let loaded = try KerasModel.load(bytes: try goldenBytes("keras3-adam.keras"), name: "keras3-adam.keras")
        let ours = try KerasArchive(bytes: try loaded.model.kerasFile(.keras, training: loaded.training), name: "ours")
        #expect(ours.groups.map(\.name) == golden.groups.map(\.name))
        #expect(ours.groups.map { $0.weights.map(\.tensor) } == golden.groups.map { $0.weights.map(\.tensor) })
        #expect(ours.optimizer.map(\.tensor) == golden.optimizer.map(\.tensor))
    }

    @Test func equalModelsMakeEqualFiles() throws {
        let loaded = try KerasModel.load(bytes: try goldenBytes("keras3-adam.h5"), name: "keras3-adam.h5")
        let first = try loaded.model.kerasFile(.hdf5, training: loaded.training)
        #expect(try loaded.model.kerasFile(.hdf5, training: loaded.training) == first)
    }

    @Test func writesTensorFlowsOrderOfOptimizerState() throws {
        let loaded = try KerasModel.load(bytes: try goldenBytes("keras3-adam.h5"), name: "keras3-adam.h5")
        let options = KerasSaveOptions(trainer: .tensorFlow)
        let file = try loaded.model.kerasFile(.hdf5, training: loaded.training, options: options)
        let ours = try KerasArchive(bytes: file, name: "ours")
        let tensorFlow = try KerasArchive(bytes: try goldenBytes("tfkeras-adam.h5"), name: "tfkeras-adam.h5")
        #expect(ours.optimizer.map(\.tensor.shape) == tensorFlow.optimizer.map(\.tensor.shape))
        #expect(try KerasModel.load(bytes: file, name: "ours").optimizerState == loaded.optimizerState)
        let none = try loaded.model.kerasFile(
            .hdf5, training: loaded.training, options: KerasSaveOptions(trainer: .none))
        #expect(try KerasArchive(bytes: none, name: "none").optimizer.isEmpty)
    }

    @Test("An annotation is read back, and changes nothing else", arguments: [KerasSaveOptions.Format.hdf5, .keras])
    func annotations(_ format: KerasSaveOptions.Format) throws {
        let loaded = try KerasModel.load(bytes: try goldenBytes("keras3-adam.h5"), name: "keras3-adam.h5")
        #expect(loaded.annotation == nil)
        for text in ["", "{\"a\": [1, 2]}", "é€😀\n", String(repeating: "long ", count: 40_000)] {
            let options = KerasSaveOptions(annotation: text)
            let bytes = try loaded.model.kerasFile(format, training: loaded.training, options: options)
            let again = try KerasModel.load(bytes: bytes, name: "again")
            #expect(again.annotation == text)
            #expect(again.model.weights == loaded.model.weights && again.training == loaded.training)
        }
    }

    /// Names too long for one attribute are split, as Keras does.
    @Test func splitsLongListsOfNames() throws {
        let layers = (0..<4100).map { Dropout(rate: 0.5, name: "dropout_\($0)") as any Layer }
        let model = try Sequential(inputShape: [2], layers: layers, seed: 1)
        let bytes = try model.kerasFile(.hdf5)
        #expect(try KerasArchive(bytes: bytes, name: "long").groups.map(\.name) == layers.map(\.name))
    }

    @Test(arguments: ["", "a//b", "..", "x/../y", "nul\0"])
    func refusesNamesThatHDF5CannotHold(_ name: String) throws {
        var model = try Sequential(inputShape: [2], seed: 1) { Dense(units: 1) }
        model.name = name
        #expect(throws: KerasError.self) { try model.kerasFile(.hdf5) }
    }
}

extension Sequential {
    /// Whether a layer has the hard sigmoid of Keras 2.
    var hasOldHardSigmoid: Bool {
        layers.contains { layer in
            let activation = (layer as? Dense)?.activation ?? (layer as? any ElementwiseLayer)?.activation
            return activation == .hardSigmoid(slope: 0.2)
        }
    }
}
