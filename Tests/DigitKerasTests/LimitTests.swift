import DigitFiles
import DigitJSON
import DigitKeras
import DigitTensor
import Testing

/// Small files that ask for much are rejected before they get it.
@Suite struct LimitTests {
    private func problem(_ body: () throws(KerasError) -> Void) -> String {
        do throws(KerasError) {
            try body()
            return ""
        } catch { return error.problem }
    }

    private func make(_ layers: [JSON]) -> String {
        let input: JSON = ["class_name": "InputLayer", "config": ["batch_shape": [nil, 28, 28, 1]]]
        let text = (["class_name": "Sequential", "config": ["layers": .array([input] + layers)]] as JSON).text
        return problem { () throws(KerasError) in _ = try KerasModel.make(architecture: Array(text.utf8), seed: 1) }
    }

    @Test("An empty list of axes is refused") func batchNormalization() {
        #expect(
            make([["class_name": "BatchNormalization", "config": ["name": "b", "axis": []]]])
                == "layer b (BatchNormalization): axis: one axis expected, found 0")
        #expect(make([["class_name": "BatchNormalization", "config": ["name": "b", "axis": [3]]]]) == "")
    }

    @Test(
        "Sizes whose products overflow",
        arguments: [
            ["class_name": "Reshape", "config": ["target_shape": [16_777_216, 16_777_216, 16_777_216, -1]]],
            ["class_name": "Dense", "config": ["units": 9_223_372_036_854_775_807]],
            ["class_name": "Conv2D", "config": ["filters": 16_777_216, "kernel_size": 16_777_216, "padding": "same"]],
            ["class_name": "ZeroPadding2D", "config": ["padding": 1e300]],
            ["class_name": "Permute", "config": ["dims": [-9_223_372_036_854_775_807]]],
        ] as [JSON]) func sizes(_ layer: JSON)
    { #expect(make([layer]) != "") }

    @Test func outputsOfAllLayersTogether() {
        let padding: JSON = ["class_name": "ZeroPadding2D", "config": ["padding": 600]]
        #expect(make([padding, ["class_name": "GlobalAveragePooling2D", "config": [:]]]) == "")
        #expect(make(Array(repeating: padding, count: 3)).contains("outputs of at most 8388608 values and one for each weight"))
    }

    @Test("Thousands of layers of one name get distinct names quickly; too many are refused") func layers() {
        let layer: JSON = ["class_name": "Dropout", "config": ["name": "a", "rate": 0.5]]
        #expect(make(Array(repeating: layer, count: 4000)) == "")
        let nested: JSON = ["class_name": "Sequential", "config": ["layers": .array(Array(repeating: layer, count: 4000))]]
        #expect(make([nested, nested]) == "model configuration: at most 4096 layers expected, found 8000")
    }

    @Test("A layer that is an input tens of thousands of times is looked at once", .timeLimit(.minutes(1))) func inputs() {
        func layer(_ name: String, _ kind: String, of inputs: [String]) -> JSON {
            let nodes: JSON = inputs.isEmpty ? [] : .array([.array(inputs.map { [.string($0), 0, 0] })])
            let config: JSON = kind == "Add" ? ["name": .string(name)] : ["name": .string(name), "batch_shape": [nil, 2]]
            return ["class_name": .string(kind), "name": .string(name), "config": config, "inbound_nodes": nodes]
        }
        let layers = [
            layer("i", "InputLayer", of: []), layer("a", "Add", of: Array(repeating: "i", count: 20_000)),
            layer("b", "Add", of: Array(repeating: "a", count: 30_000)),
        ]
        let model: JSON = ["class_name": "Functional", "config": ["layers": .array(layers), "output_layers": [["b", 0, 0]]]]
        #expect(problem { () throws(KerasError) in _ = try KerasModel.make(architecture: Array(model.text.utf8), seed: 1) } == "")
    }

    @Test("Configurations have a limit of their own") func configurations() throws {
        func load(_ configuration: [UInt8]) throws -> String {
            let archive = try ZipWriter.archive(
                [.init(name: "config.json", bytes: configuration), .init(name: "model.weights.h5", bytes: [])], name: "m")
            return problem { () throws(KerasError) in _ = try KerasModel.load(bytes: archive, name: "m") }
        }
        #expect(try load([UInt8](repeating: 0x20, count: 1 << 22 + 1)).contains("at most 4194304 bytes expected, found 4194305"))
        let numbers = "[" + String(repeating: "0,", count: 1 << 18) + "0]"
        #expect(
            problem { () throws(KerasError) in _ = try KerasModel.make(architecture: Array(numbers.utf8), seed: 1) }
                .contains("JSON of at most 262144 values expected"))
    }

    @Test("Messages show only the beginning of what was found") func excerpt() {
        let long = JSON.string(String(repeating: "x", count: 1000))
        #expect(make([["class_name": "Dense", "config": ["units": long]]]).utf8.count < 200)
    }
}
