import DigitFiles
import DigitJSON
import DigitKeras
import DigitNN
import Testing

/// Docs/KERAS.md says what is supported: each name there is tried.
@Suite struct SupportTableTests {
    /// A row: names in the columns of what is supported and what is not.
    private struct Row {
        let kind: String
        let supported: [String]
        let unsupported: [String]
    }

    private static let rows: [Row] = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        let path = parts.dropLast(3).joined(separator: "/") + "/Docs/KERAS.md"
        let text = (try? readFile(path, limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return text.split(separator: "\n").filter { $0.hasPrefix("| ") }.map { line in
            let cells = line.split(separator: "|").map(String.init)
            func names(_ cell: String) -> [String] {
                cell.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
                    .map { String($0.element) }
            }
            let kind = cells.first?.split(separator: " ").joined(separator: " ") ?? ""
            return Row(
                kind: kind, supported: names(cells.count > 1 ? cells[1] : ""), unsupported: names(cells.count > 2 ? cells[2] : "")
            )
        }
    }()

    private func row(_ kind: String) throws -> Row { try #require(Self.rows.first { $0.kind == kind }, "\(kind)") }

    /// The required settings of layers.
    private func settings(_ className: String) -> [JSON.Member] {
        let kernel: [JSON.Member] = [.init("filters", 4), .init("kernel_size", 2)]
        return switch className {
        case "Dense": [.init("units", 3)]
        case "Conv2D", "Conv1D", "Conv2DTranspose", "SeparableConv2D", "LocallyConnected2D", "Conv3D": kernel
        case "DepthwiseConv2D": [.init("kernel_size", 2)]
        case "Reshape": [.init("target_shape", [-1])]
        case "Permute": [.init("dims", [3, 1, 2])]
        case "Resizing", "CenterCrop": [.init("height", 3), .init("width", 4)]
        case "RandomCrop": [.init("height", 6), .init("width", 6)]
        case "Rescaling": [.init("scale", 0.5)]
        case "GroupNormalization": [.init("groups", 2)]
        case "Activation": [.init("activation", "relu")]
        default: []
        }
    }

    private func model(_ className: String, _ settings: [JSON.Member], input: JSON) throws -> Sequential {
        let first: JSON = ["class_name": "InputLayer", "config": ["batch_input_shape": input, "name": "first"]]
        let layer: JSON = ["class_name": .string(className), "config": .object([.init("name", "layer")] + settings)]
        let architecture: JSON = ["class_name": "Sequential", "config": ["name": "model", "layers": [first, layer]]]
        return try KerasModel.make(architecture: Array(architecture.text.utf8), seed: 1)
    }

    private func layer(_ className: String) throws -> Sequential {
        let input: JSON = className.contains("1D") ? [.null, 6, 4] : [.null, 6, 6, 4]
        return try model(className, settings(className), input: input)
    }

    @Test("Supported layers are read and written; others are refused")
    func layers() throws {
        let supported = try row("layers").supported + row("layers that act in training only, and do nothing here").supported
        #expect(supported.count > 35)
        for name in supported {
            let model = try layer(name)
            #expect(try KerasModel.architecture(of: model).contains("\"class_name\": \"\(name)\""), "\(name)")
        }
        for name in try row("layers").unsupported { #expect(throws: KerasError.self, "\(name)") { try layer(name) } }
    }

    @Test("Layers that join") func merges() throws {
        for name in try row("layers that join").supported {
            func layer(_ className: String, _ name: String, _ inputs: [String]) -> JSON {
                let nodes = JSON.array(inputs.map { [.string($0), 0, 0, [:]] })
                let settings: JSON = ["name": .string(name), "batch_input_shape": [.null, 4], "units": 4]
                return [
                    "class_name": .string(className), "name": .string(name), "config": settings,
                    "inbound_nodes": inputs.isEmpty ? [] : [nodes],
                ]
            }
            let layers: JSON = [
                layer("InputLayer", "x", []), layer("Dense", "a", ["x"]), layer("Dense", "b", ["x"]),
                layer(name, "c", ["a", "b"]),
            ]
            let architecture: JSON = [
                "class_name": "Functional",
                "config": ["name": "model", "layers": layers, "input_layers": [["x", 0, 0]], "output_layers": [["c", 0, 0]]],
            ]
            let model = try KerasModel.make(architecture: Array(architecture.text.utf8), seed: 1)
            #expect(model.sources == [[-1], [-1], [0, 1]], "\(name)")
            let text = try KerasModel.architecture(of: model)
            #expect(text.contains("\"class_name\": \"\(name)\""), "\(name)")
            let again = try KerasModel.make(architecture: Array(text.utf8), seed: 1)
            #expect(again.sources == model.sources && again.outputShape == model.outputShape, "\(name)")
        }
    }

    @Test("Activations") func activations() throws {
        for name in try row("activations").supported {
            _ = try model("Activation", [.init("activation", .string(name))], input: [.null, 5])
        }
        for name in try row("activations").unsupported {
            #expect(throws: KerasError.self, "\(name)") {
                try model("Activation", [.init("activation", .string(name))], input: [.null, 5])
            }
        }
    }

    @Test("Regularizers and constraints") func layerTraining() throws {
        func training(_ key: String, _ name: String) throws -> LayerTraining {
            let settings: [JSON.Member] = [.init("units", 3), .init(key, ["class_name": .string(name), "config": [:]])]
            return try model("Dense", settings, input: [.null, 5]).layerTraining[0]
        }
        for name in try row("regularizers").supported {
            #expect(try training("kernel_regularizer", name).regularizers.count == 1, "\(name)")
        }
        for name in try row("constraints").supported {
            #expect(try training("kernel_constraint", name).constraints.count == 1, "\(name)")
        }
        #expect(try training("kernel_regularizer", "Mine").regularizers.isEmpty)
    }

    @Test("Metrics") func metrics() throws {
        let optimizer: JSON = ["class_name": "SGD", "config": [:]]
        for name in try row("metrics").supported {
            #expect(try compile(optimizer, metrics: [.string(name)]).metrics.map(\.name) == [name], "\(name)")
        }
        for name in try row("metrics").unsupported {
            #expect(throws: KerasError.self, "\(name)") { try compile(optimizer, metrics: [.string(name)]) }
        }
        // Keras's class that asks whether outputs and labels are the same numbers has the name of another metric.
        #expect(throws: KerasError.self) { try compile(optimizer, metrics: [["class_name": "Accuracy", "config": [:]]]) }
        #expect(throws: KerasError.self) {
            try compile(optimizer, metrics: [["class_name": "TopKCategoricalAccuracy", "config": ["k": 0]]])
        }
    }

    /// Compares which of Keras's names are accepted with what the table says is supported.
    private func expect(_ names: String, supported: [String], _ isAccepted: (String) -> Bool) {
        let known = names.split(separator: " ").map(String.init)
        let wrong = known.filter { isAccepted($0) != supported.contains($0) }
        #expect(wrong == [], "accepted, but not in the table, or the other way around")
        #expect(known.contains(where: supported.contains))
    }

    @Test("Of all of Keras's names, exactly those in the table are accepted") func allOfKeras() throws {
        let plain: JSON = ["class_name": "SGD", "config": [:]]
        expect(KerasNames.optimizers, supported: try row("optimizers").supported) {
            (try? compile(["class_name": .string($0), "config": [:]])) != nil
        }
        expect(KerasNames.losses, supported: try row("losses").supported) { (try? compile(plain, loss: .string($0))) != nil }
        expect(KerasNames.metrics, supported: try row("metrics").supported) {
            (try? compile(plain, metrics: [.string($0)])) != nil
        }
        expect(KerasNames.activations, supported: try row("activations").supported) {
            (try? model("Activation", [.init("activation", .string($0))], input: [.null, 5])) != nil
        }
        // The settings that layers require, for all of them.
        let usual: [JSON.Member] = [
            .init("units", 3), .init("filters", 4), .init("kernel_size", 2), .init("rate", 0.5), .init("n", 2), .init("size", 2),
            .init("factor", 0.5), .init("input_dim", 5), .init("output_dim", 5), .init("num_heads", 1), .init("key_dim", 2),
            .init("output_size", 2), .init("stddev", 0.5),
        ]
        let inputs: [JSON] = [[.null, 6, 6, 4], [.null, 6, 4], [.null, 4], [.null, 6, 6, 6, 4]]
        let layers = try row("layers").supported + row("layers that act in training only, and do nothing here").supported
        expect(KerasNames.layers, supported: layers) { name in
            let own = settings(name)
            let all = own + usual.filter { member in !own.contains { $0.key == member.key } }
            return inputs.contains { (try? model(name, all, input: $0)) != nil }
        }
    }

    private func compile(_ optimizer: JSON, loss: JSON = "mse", metrics: JSON = []) throws -> KerasTraining {
        let configuration: JSON = ["optimizer_config": optimizer, "loss": loss, "metrics": metrics]
        return try KerasTraining(configuration: Array(configuration.text.utf8))
    }

    @Test("Optimizers, their settings, and losses") func training() throws {
        for name in try row("optimizers").supported { _ = try compile(["class_name": .string(name), "config": [:]]) }
        for name in try row("optimizers").unsupported {
            #expect(throws: KerasError.self, "\(name)") { try compile(["class_name": .string(name), "config": [:]]) }
        }
        let plain = try compile(["class_name": "Adam", "config": [:]])
        for name in try row("settings of optimizers").supported {
            let value: JSON = ["amsgrad", "use_ema"].contains(name) ? true : name.hasSuffix("steps") ? 4 : 0.5
            let training = try compile(["class_name": "Adam", "config": .object([.init(name, value)])])
            #expect(training != plain, "\(name)")
        }
        let numbers: JSON = [
            "initial_learning_rate": 0.1, "decay_steps": 5, "decay_rate": 0.5, "first_decay_steps": 5, "boundaries": [2],
            "values": [0.1, 0.2],
        ]
        for name in try row("learning-rate schedules").supported {
            let schedule: JSON = ["class_name": .string(name), "config": numbers]
            #expect(try compile(["class_name": "SGD", "config": ["learning_rate": schedule]]).options.schedule != nil, "\(name)")
        }
        for name in try row("losses").supported { _ = try compile(["class_name": "SGD", "config": [:]], loss: .string(name)) }
        for name in try row("losses").unsupported {
            #expect(throws: KerasError.self, "\(name)") {
                try compile(["class_name": "SGD", "config": [:]], loss: .string(name))
            }
        }
    }
}
