import DigitJSON
import DigitKeras
import DigitNN
import Testing

/// Unsupported settings in a file are reported in a line, or refused.
@Suite struct NotesTests {
    /// A model of one dense layer with some additional settings.
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

    @Test("Values as old versions of Keras wrote them: 1 for true, wrapped lists, NumPy numbers")
    func values() throws {
        func model(filters: JSON, kernelSize: JSON, useBias: JSON, shape: JSON) throws -> String {
            let layer: JSON = [
                "class_name": "Conv2D",
                "config": [
                    "name": "c", "filters": filters, "kernel_size": kernelSize, "use_bias": useBias, "batch_input_shape": shape,
                ],
            ]
            let architecture: JSON = ["class_name": "Sequential", "config": [layer]]
            return try KerasModel.architecture(
                of: KerasModel.make(architecture: Array(architecture.text.utf8), seed: 1, name: "model"))
        }
        let plain = try model(filters: 2, kernelSize: [3, 2], useBias: false, shape: [nil, 9, 8, 1])
        let old = try model(
            filters: ["type": "int64", "value": 2], kernelSize: ["class_name": "__tuple__", "items": [3, ["value": 2.0]]],
            useBias: 0, shape: ["class_name": "TensorShape", "items": [nil, 9, 8, 1]])
        #expect(old == plain && plain.contains(#""use_bias": false"#))
        let error = #expect(throws: KerasError.self) {
            try model(filters: 2, kernelSize: 3, useBias: 2, shape: [nil, 9, 8, 1])
        }
        #expect(error?.problem == "layer c (Conv2D): use_bias: true or false expected, found 2")
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
        #expect(error?.problem.contains("layer scale (Lambda): it contains Python code") == true)
    }

    /// The problem of a functional model as Keras 3 writes it: an input of (4, 4), and one more layer or function.
    private func problem(_ layer: String, _ config: JSON, outputs: JSON = ["last", 0, 0]) -> String? {
        func node(_ inputs: [JSON]) -> JSON { .array([["args": .array(inputs), "kwargs": [:]]]) }
        let tensor: JSON = ["class_name": "__keras_tensor__", "config": ["keras_history": ["x", 0, 0]]]
        let input: JSON = [
            "class_name": "InputLayer", "name": "x", "config": ["name": "x", "batch_shape": [nil, 4, 4]], "inbound_nodes": [],
        ]
        let last: JSON = ["class_name": .string(layer), "name": "last", "config": config, "inbound_nodes": node([tensor])]
        let model: JSON = [
            "class_name": "Functional",
            "config": ["name": "m", "layers": [input, last], "input_layers": ["x", 0, 0], "output_layers": outputs],
        ]
        do throws(KerasError) {
            _ = try KerasModel.make(architecture: Array(model.text.utf8), seed: 1)
            return nil
        } catch { return error.problem }
    }

    @Test("What would change the answers is refused: a softmax over other axes, casts to whole numbers, several outputs")
    func otherAnswers() {
        let softmax = "layer last (Softmax): softmax over axis"
        for axis: JSON in [1, [2, 1], [1], .null] {
            #expect(problem("Softmax", ["name": "last", "axis": axis])?.hasPrefix(softmax) == true)
            #expect(problem("Softmax", ["name": "last", "trainable": true, "axis": axis])?.hasPrefix(softmax) == true)
        }
        for axis: JSON in [-1, 2, [2]] {
            #expect(problem("Softmax", ["name": "last", "axis": axis]) == nil)
            #expect(problem("Softmax", ["name": "last", "trainable": true, "axis": axis]) == nil)
        }
        let activation: JSON = ["class_name": "Softmax", "config": ["axis": 1]]
        #expect(
            problem("Activation", ["name": "last", "trainable": true, "activation": activation])
                == "layer last (Softmax): softmax over axis 1 is not supported, only the last")
        #expect(problem("Cast", ["name": "last", "dtype": "float32"]) == nil)
        for type in ["int32", "uint8", "bool"] {
            #expect(
                problem("Cast", ["name": "last", "dtype": .string(type)])
                    == "layer last (Cast): a cast to a floating-point type expected, found \(type)")
        }
        #expect(problem("ReLU", ["name": "last", "trainable": true], outputs: ["only": ["last", 0, 0]]) == nil)
        #expect(
            problem("ReLU", ["name": "last", "trainable": true], outputs: ["a": ["last", 0, 0], "b": ["x", 0, 0]])
                == "model configuration: a model with one output expected, found 2")
    }

    private func training(_ optimizer: JSON, loss: JSON = "mse") throws -> KerasTraining {
        let configuration: JSON = ["optimizer_config": optimizer, "loss": loss]
        return try KerasTraining(configuration: Array(configuration.text.utf8))
    }

    @Test("Settings that change what a loss or an optimizer is are refused by name")
    func settingsOfTrainings() throws {
        let sgd: JSON = ["class_name": "SGD", "config": [:]]
        let losses: [(String, JSON, String)] = [
            ("SparseCategoricalCrossentropy", ["ignore_class": 3], "sparse_categorical_crossentropy with ignore_class 3"),
            ("KLDivergence", ["reduction": "sum"], "kl_divergence with reduction \"sum\""),
            ("CategoricalFocalCrossentropy", ["alpha": [0.1, 0.9]], "categorical_focal_crossentropy with alpha [0.1, 0.9]"),
        ]
        for (name, settings, description) in losses {
            let error = #expect(throws: KerasError.self) {
                try training(sgd, loss: ["class_name": .string(name), "config": settings])
            }
            #expect(error?.problem.hasPrefix("loss \(description) is not supported") == true, "\(error as Any)")
        }
        let optimizers: [(JSON, String)] = [
            (
                ["class_name": "RMSprop", "config": ["clipnorm": 1.0, "clipvalue": 0.5]],
                "optimizer RMSprop: clipvalue 0.5 beside clipnorm is not supported"
            ),
            (
                ["class_name": "Nadam", "config": ["schedule_decay": 0.01]],
                "optimizer Nadam: schedule_decay 0.01 is not supported, only 0.004"
            ),
        ]
        for (optimizer, problem) in optimizers {
            let error = #expect(throws: KerasError.self) { try training(optimizer) }
            #expect(error?.problem == problem, "\(error as Any)")
        }
        #expect(try training(["class_name": "Nadam", "config": ["schedule_decay": 0.004]]).optimizer == .nadam())
    }

    @Test("The optimizer in a LossScaleOptimizer, and an average that never overwrites the weights")
    func wrappedOptimizers() throws {
        let inner: JSON = [
            "class_name": "Adam", "config": ["learning_rate": 0.5, "use_ema": true, "ema_overwrite_frequency": 0],
        ]
        let scaled = try training(["class_name": "LossScaleOptimizer", "config": ["inner_optimizer": inner]])
        #expect(scaled.optimizer == .adam(learningRate: 0.5) && scaled.options.averaging == WeightAveraging())
        #expect(try scaled == training(inner))
    }
}
