import DigitJSON
import DigitNN
import DigitTensor

/// Makes Keras's configuration of a network, in terms that both Keras 3 and tf.keras 2.15 understand.
struct ModelEncoder {
    let model: Sequential
    let style: KerasSaveOptions.Format
    /// Whether layers take (channels, height, width). Only for reading the weights of such a network.
    var channelsFirst = false
    let file: String

    /// `model_config` of HDF5 files, `config.json` of `.keras`.
    func configuration() throws(KerasError) -> JSON {
        var sizes = model.inputShape.dimensions
        if channelsFirst, sizes.count == 3 { sizes = [sizes[2], sizes[0], sizes[1]] }
        let batchShape = JSON.array([.null] + sizes.map(JSON.integer))
        // Keras 3 calls it "batch_shape" but accepts this name too; tf.keras accepts only this one.
        let input: JSON = [
            "batch_input_shape": batchShape, "dtype": "float32", "sparse": false, "ragged": false, "name": .string(inputName),
        ]
        var layers = [object("InputLayer", input)]
        for index in model.kerasOrder {
            let (className, settings) = try configuration(ofLayerAt: index)
            layers.append(object(className, settings))
        }
        guard model.isChain else { return functional(layers, batchShape) }
        let settings: JSON = ["name": .string(model.name), "layers": .array(layers), "build_input_shape": batchShape]
        return object("Sequential", settings, module: "keras")
    }

    /// A name for the input that no layer has.
    var inputName: String {
        var name = "input_layer"
        while model.layers.contains(where: { $0.name == name }) { name += "_" }
        return name
    }

    /// `.keras` files name the module of a class.
    func object(_ className: String, _ settings: JSON, module: String = "keras.layers") -> JSON {
        switch style {
        case .hdf5: ["class_name": .string(className), "config": settings]
        case .keras:
            ["module": .string(module), "class_name": .string(className), "config": settings, "registered_name": nil]
        }
    }

    func failure(_ layer: any Layer, _ problem: String) -> KerasError {
        KerasError(file: file, problem: "layer \(layer.name) (\(type(of: layer).className)): \(problem)")
    }
}
