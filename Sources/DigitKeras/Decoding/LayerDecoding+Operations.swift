import DigitJSON
import DigitNN
import DigitTensor

extension ChainBuilder {
    /// Adds a function that stands in place of a layer, such as `x / 255.0` in a functional model; false for other layers.
    ///
    /// TensorFlow writes class `TFOpLambda` with a `function`, Keras 3 the operation's own class.
    mutating func decodeOperation(_ settings: LayerSettings) throws(KerasError) -> Bool {
        let name: String
        if settings.className == "TFOpLambda" {
            name = settings.values["function"]?.string ?? ""
        } else {
            // Layers have these settings, operations of Keras 3 do not.
            guard settings.configuration.call != nil, settings.values["trainable"] == nil,
                settings.values["dtype"] == nil
                    || settings.className == "Cast"
            else { return false }
            name = settings.className
        }
        switch name {
        case "math.truediv", "math.divide", "realdiv", "TrueDivide", "Divide": try scale(settings, dividing: true)
        case "math.multiply", "Multiply": try scale(settings, dividing: false)
        case "math.subtract", "Subtract": try shift(settings, subtracting: true)
        case "__operators__.add", "math.add", "Add": try shift(settings, subtracting: false)
        case "math.negative", "Negative": try append(Rescaling(scale: -1, name: settings.name))
        case "cast", "Cast": try checkCast(settings)
        case "identity", "Identity", "stop_gradient", "StopGradient": break
        case "expand_dims", "ExpandDims": try insertAxis(settings)
        case "reshape", "Reshape": try reshape(settings)
        case "nn.relu", "Relu": try append(ActivationLayer(.relu, name: settings.name))
        case "nn.relu6", "Relu6": try append(ReLU(maxValue: 6, name: settings.name))
        case "nn.softmax", "Softmax":
            try restoreKerasOrder()
            let axis = setting(settings, "axis") ?? positionalConstant(settings)
            // TensorFlow's function takes None for the last axis, Keras's for all.
            if name != "nn.softmax" || axis != .null { try settings.checkSoftmax(over: axis, rank: shape.rank) }
            try append(ActivationLayer(.softmax, name: settings.name))
        case "math.sigmoid", "nn.sigmoid", "Sigmoid": try append(ActivationLayer(.sigmoid, name: settings.name))
        case "math.tanh", "nn.tanh", "Tanh": try append(ActivationLayer(.tanh, name: settings.name))
        default:
            guard settings.className == "TFOpLambda" else { return false }
            throw settings.failure("function \(name) is not supported")
        }
        return true
    }

    /// The number that the function is called with besides the tensor, and whether the tensor comes first.
    private func constant(_ settings: LayerSettings) throws(KerasError) -> (value: Float, isTensorFirst: Bool) {
        let call = settings.configuration.call ?? LayerCall()
        let operands = call.arguments + call.keywords.filter { ["x", "y", "x1", "x2"].contains($0.name) }.map(\.argument)
        if operands.count == 2 {
            if case .tensor = operands[0], case .constant(let json) = operands[1], let value = json.kerasFloat {
                return (value, true)
            }
            if case .tensor = operands[1], case .constant(let json) = operands[0], let value = json.kerasFloat {
                return (value, false)
            }
        }
        throw settings.failure("a tensor and a number expected")
    }

    private mutating func scale(_ settings: LayerSettings, dividing: Bool) throws(KerasError) {
        let operand = try constant(settings)
        guard dividing else { return try append(Rescaling(scale: operand.value, name: settings.name)) }
        guard operand.isTensorFirst, operand.value != 0 else {
            throw settings.failure("division of a tensor by a number expected")
        }
        try append(Rescaling(scale: 1 / operand.value, name: settings.name))
    }

    private mutating func shift(_ settings: LayerSettings, subtracting: Bool) throws(KerasError) {
        let operand = try constant(settings)
        let scale: Float = subtracting && !operand.isTensorFirst ? -1 : 1
        let offset = subtracting && operand.isTensorFirst ? -operand.value : operand.value
        try append(Rescaling(scale: scale, offset: offset, name: settings.name))
    }

    /// A setting of the function, from the layer's settings (Keras 3) or the call (TensorFlow).
    private func setting(_ settings: LayerSettings, _ keys: String...) -> JSON? {
        for key in keys {
            if let value = settings.values[key] { return value }
            for keyword in settings.configuration.call?.keywords ?? [] where keyword.name == key {
                if case .constant(let value) = keyword.argument { return value }
            }
        }
        return nil
    }

    /// The first argument of the function that is not a tensor.
    private func positionalConstant(_ settings: LayerSettings) -> JSON? {
        for case .constant(let value) in settings.configuration.call?.arguments ?? [] { return value }
        return nil
    }

    /// Other types than floating-point ones round or cut the values off.
    private func checkCast(_ settings: LayerSettings) throws(KerasError) {
        let type = setting(settings, "dtype") ?? positionalConstant(settings)
        guard let name = type?.string ?? type?["config"]?["name"]?.string else { return }
        guard name.contains("float") || name == "double" || name == "half" else {
            throw settings.failure("a cast to a floating-point type expected, found \(name)")
        }
    }

    private mutating func insertAxis(_ settings: LayerSettings) throws(KerasError) {
        try restoreKerasOrder()
        guard let axis = setting(settings, "axis")?.size else { throw settings.failure("axis is missing") }
        // Keras counts the batch axis; negative axes count from the end of the result.
        let place = axis < 0 ? axis + shape.rank + 1 : axis - 1
        guard (0...shape.rank).contains(place) else { throw settings.failure("axis \(axis) is not one of \(shape)") }
        var sizes = shape.dimensions
        sizes.insert(1, at: place)
        try append(Reshape(sizes, name: settings.name))
    }

    private mutating func reshape(_ settings: LayerSettings) throws(KerasError) {
        try restoreKerasOrder()
        guard let sizes = setting(settings, "newshape", "shape")?.kerasArray?.map(\.size), sizes.count > 1, sizes.first == -1
        else {
            throw settings.failure("a shape whose first size is -1, the batch, expected")
        }
        try append(Reshape(sizes.dropFirst().map { $0 ?? -1 }, name: settings.name))
    }
}
