import DigitJSON
import DigitKeras
import DigitNN
import Testing

/// What a file says and is not supported is told in a line, or refused.
@Suite struct NotesTests {
    /// A model of one dense layer with some settings more.
    private func file(layer: [JSON.Member]) -> [UInt8] {
        let settings: [JSON.Member] = [.init("name", "dense"), .init("units", 2), .init("batch_input_shape", [.null, 3])]
        let architecture: JSON = [
            "class_name": "Sequential", "config": [["class_name": "Dense", "config": .object(settings + layer)]],
        ]
        return Array(architecture.text.utf8)
    }

    private func model(_ layer: [JSON.Member]) throws -> Sequential {
        try KerasModel.make(architecture: file(layer: layer), seed: 1)
    }

    @Test("Regularizers and constraints of Keras 1 and 2, by name and by configuration")
    func spellings() throws {
        let cases: [(String, JSON, Regularizer)] = [
            ("kernel_regularizer", "l2", .l1l2(l2: 0.01)), ("kernel_regularizer", "l1_l2", .l1l2(l1: 0.01, l2: 0.01)),
            ("W_regularizer", ["name": "WeightRegularizer", "l1": 0.0, "l2": 0.03], .l1l2(l2: 0.03)),
            ("kernel_regularizer", ["class_name": "L1L2", "config": ["l1": 0.5, "l2": 0.25]], .l1l2(l1: 0.5, l2: 0.25)),
        ]
        for (key, json, expected) in cases {
            #expect(try model([.init(key, json)]).layerTraining[0].regularizers == ["kernel": expected])
        }
        let constraints: [(String, JSON, Constraint)] = [
            ("kernel_constraint", "nonneg", .nonNegative), ("W_constraint", ["name": "MaxNorm", "m": 3, "axis": 0], .maxNorm(3)),
            ("kernel_constraint", ["class_name": "UnitNorm", "config": ["axis": [0, 1]]], .unitNorm(axes: [0, 1])),
        ]
        for (key, json, expected) in constraints {
            #expect(try model([.init(key, json)]).layerTraining[0].constraints == ["kernel": expected])
        }
    }

    @Test("A Lambda is refused by name")
    func lambda() throws {
        let architecture: JSON = [
            "class_name": "Sequential",
            "config": [["class_name": "Lambda", "config": ["name": "scale", "batch_input_shape": [.null, 3]]]],
        ]
        let error = #expect(throws: KerasError.self) {
            try KerasModel.make(architecture: Array(architecture.text.utf8), seed: 1)
        }
        #expect(error?.problem.contains("layer scale (Lambda): it holds Python code") == true)
    }
}
