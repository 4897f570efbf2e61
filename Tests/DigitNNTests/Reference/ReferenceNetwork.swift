import DigitNN
import DigitTensor

/// A network computed in double precision by the plainest loops that define each layer: the reference for the engine. Written
/// from the layers' definitions, it shares no code with the engine.
struct ReferenceNetwork {
    /// The values of one sample between two layers.
    struct Value {
        var shape: [Int]
        var elements: [Double]
    }

    let model: Sequential
    /// For each layer, its weights.
    var weights: [[[Double]]]
    /// For each dropout layer, for each sample, the factors on its values.
    var dropoutFactors: [[[Double]]] = []
    /// Whether batch statistics and dropout act as in training.
    var isTraining = false

    init(_ model: Sequential) {
        self.model = model
        weights = model.weights.map { $0.map { $0.scalars.map(Double.init) } }
    }

    /// The outputs for a batch; also the input of a softmax at the end, if there is one, for losses that use it.
    func outputs(_ batch: [[Double]]) -> (outputs: [[Double]], logits: [[Double]]?) {
        let inputs = batch.map { Value(shape: model.inputShape.dimensions, elements: $0) }
        var made: [[Value]] = []
        var logits: [[Double]]?
        var dropoutCount = 0
        for (index, layer) in model.layers.enumerated() {
            let sources = model.sources[index].map { $0 < 0 ? inputs : made[$0] }
            var values = sources[0]
            defer { made.append(values) }
            if layer is any MergeLayer {
                values = inputs.indices.map { sample in merge(layer, sources.map { $0[sample] }) }
            } else if layer is Dropout {
                if isTraining {
                    for sample in values.indices {
                        let factors = dropoutFactors[dropoutCount][sample]
                        values[sample].elements = zip(values[sample].elements, factors).map { $0 * $1 }
                    }
                }
                dropoutCount += 1
            } else if let layer = layer as? BatchNormalization {
                values = normalize(values, layer, weights[index])
            } else {
                let (linear, activation) = separate(layer)
                values = values.map { apply(linear, to: $0, weights: weights[index]) }
                if activation == .softmax { logits = values.map(\.elements) } else if activation != .linear { logits = nil }
                values = values.map { activate(activation, $0) }
                continue
            }
            logits = nil
        }
        return ((made.last ?? inputs).map(\.elements), logits)
    }

    /// A layer without its activation, and its activation.
    private func separate(_ layer: any Layer) -> (any Layer, Activation) {
        switch layer {
        case let layer as Conv2D: (layer, layer.activation)
        case let layer as Dense: (layer, layer.activation)
        case let layer as DepthwiseConv2D: (layer, layer.activation)
        case let layer as SeparableConv2D: (layer, layer.activation)
        case let layer as any ElementwiseLayer: (layer, layer.activation)
        case let layer as Conv2DTranspose: (layer, layer.activation)
        case let layer as Conv1D: (layer, layer.activation)
        default: (layer, .linear)
        }
    }

    private func apply(_ layer: any Layer, to value: Value, weights: [[Double]]) -> Value {
        switch layer {
        case let layer as Conv2D:
            return convolve(value, layer, weights)
        case let layer as DepthwiseConv2D:
            return depthwise(value, layer, weights[0], bias: layer.useBias ? weights[1] : nil)
        case let layer as SeparableConv2D:
            let first = DepthwiseConv2D(
                kernelSize: layer.kernelSize, strides: layer.strides, padding: layer.padding,
                depthMultiplier: layer.depthMultiplier)
            let middle = depthwise(value, first, weights[0], bias: nil)
            return convolve(middle, 1, 1, .valid, layer.filters) { _, c, f in
                weights[1][c * layer.filters + f]
            } bias: {
                layer.useBias ? weights[2][$0] : 0
            }
        case let layer as Dense:
            let inputs = value.shape.last!
            let rows = value.elements.count / inputs
            var output = [Double](repeating: 0, count: rows * layer.units)
            for row in 0..<rows {
                for unit in 0..<layer.units {
                    var sum = layer.useBias ? weights[1][unit] : 0
                    for i in 0..<inputs { sum += value.elements[row * inputs + i] * weights[0][i * layer.units + unit] }
                    output[row * layer.units + unit] = sum
                }
            }
            return Value(shape: value.shape.dropLast() + [layer.units], elements: output)
        case let layer as MaxPooling2D: return pool(value, layer.poolSize, layer.strides, layer.padding) { $0.max()! }
        case let layer as AveragePooling2D: return pool(value, layer.poolSize, layer.strides, layer.padding, mean)
        case let layer as GlobalMaxPooling2D: return global(value, keeping: layer.keepDimensions) { $0.max()! }
        case let layer as GlobalAveragePooling2D: return global(value, keeping: layer.keepDimensions, mean)
        case is Flatten: return Value(shape: [value.elements.count], elements: value.elements)
        case let layer as Reshape:
            let known = layer.targetShape.filter { $0 != -1 }.reduce(1, *)
            return Value(shape: layer.targetShape.map { $0 == -1 ? value.elements.count / known : $0 }, elements: value.elements)
        case let layer as Permute: return permute(value, layer.axes)
        case let layer as ZeroPadding2D: return pad(value, layer)
        case let layer as Rescaling:
            return Value(shape: value.shape, elements: value.elements.map { $0 * Double(layer.scale) + Double(layer.offset) })
        case let layer as PReLU: return parametric(value, layer, weights[0])
        default: return applyOther(layer, to: value, weights: weights)
        }
    }

    // Windows.

    /// Where the windows of one axis begin (padding is negative) and how many there are: TensorFlow's documented rule.
    func windows(_ size: Int, _ window: Int, _ stride: Int, _ padding: Padding) -> [Int] {
        guard padding == .same else { return Array(Swift.stride(from: 0, through: size - window, by: stride)) }
        let count = Int((Double(size) / Double(stride)).rounded(.up))
        let total = max((count - 1) * stride + window - size, 0)
        return (0..<count).map { $0 * stride - total / 2 }
    }

    func convolve(
        _ image: Value, _ kernel: Size2D, _ strides: Size2D, _ padding: Padding, _ filters: Int,
        _ weight: (_ tap: Int, _ channel: Int, _ filter: Int) -> Double, bias: (Int) -> Double
    ) -> Value {
        let (height, width, channels) = (image.shape[0], image.shape[1], image.shape[2])
        let tops = windows(height, kernel.height, strides.height, padding)
        let lefts = windows(width, kernel.width, strides.width, padding)
        var output: [Double] = []
        for top in tops {
            for left in lefts {
                for filter in 0..<filters {
                    var sum = bias(filter)
                    for y in 0..<kernel.height where top + y >= 0 && top + y < height {
                        for x in 0..<kernel.width where left + x >= 0 && left + x < width {
                            for channel in 0..<channels {
                                sum +=
                                    image.elements[((top + y) * width + left + x) * channels + channel]
                                    * weight(y * kernel.width + x, channel, filter)
                            }
                        }
                    }
                    output.append(sum)
                }
            }
        }
        return Value(shape: [tops.count, lefts.count, filters], elements: output)
    }

    /// A convolution whose kernel is zero between channels of different groups.
    private func depthwise(_ image: Value, _ layer: DepthwiseConv2D, _ kernel: [Double], bias: [Double]?) -> Value {
        let (channels, multiplier) = (image.shape[2], layer.depthMultiplier)
        return convolve(image, layer.kernelSize, layer.strides, layer.padding, channels * multiplier) { t, c, f in
            f / multiplier == c ? kernel[(t * channels + c) * multiplier + f % multiplier] : 0
        } bias: {
            bias?[$0] ?? 0
        }
    }

    func pool(
        _ image: Value, _ window: Size2D, _ strides: Size2D, _ padding: Padding, _ combine: ([Double]) -> Double
    ) -> Value {
        let (height, width, channels) = (image.shape[0], image.shape[1], image.shape[2])
        let tops = windows(height, window.height, strides.height, padding)
        let lefts = windows(width, window.width, strides.width, padding)
        var output: [Double] = []
        for top in tops {
            for left in lefts {
                for channel in 0..<channels {
                    var inside: [Double] = []
                    for y in max(top, 0)..<min(top + window.height, height) {
                        for x in max(left, 0)..<min(left + window.width, width) {
                            inside.append(image.elements[(y * width + x) * channels + channel])
                        }
                    }
                    output.append(combine(inside))
                }
            }
        }
        return Value(shape: [tops.count, lefts.count, channels], elements: output)
    }

    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    private func global(_ image: Value, keeping: Bool, _ combine: ([Double]) -> Double) -> Value {
        let pooled = pool(image, Size2D(image.shape[0], image.shape[1]), 1, .valid, combine)
        return Value(shape: keeping ? pooled.shape : [image.shape[2]], elements: pooled.elements)
    }

    // Shapes.

    private func permute(_ value: Value, _ axes: [Int]) -> Value {
        let shape = axes.map { value.shape[$0 - 1] }
        var output = value.elements
        for flat in output.indices {
            // From the output's flat index to its coordinates, to the input's coordinates, to the input's flat index.
            var (rest, coordinates) = (flat, [Int](repeating: 0, count: axes.count))
            for axis in axes.indices.reversed() {
                coordinates[axes[axis] - 1] = rest % shape[axis]
                rest /= shape[axis]
            }
            output[flat] = value.elements[zip(coordinates, value.shape).reduce(0) { $0 * $1.1 + $1.0 }]
        }
        return Value(shape: shape, elements: output)
    }

    private func pad(_ image: Value, _ layer: ZeroPadding2D) -> Value {
        let (height, width, channels) = (image.shape[0], image.shape[1], image.shape[2])
        let shape = [height + layer.top + layer.bottom, width + layer.left + layer.right, channels]
        var output = [Double](repeating: 0, count: shape.reduce(1, *))
        for (i, element) in image.elements.enumerated() {
            let (y, x, channel) = (i / (width * channels), i / channels % width, i % channels)
            output[((y + layer.top) * shape[1] + x + layer.left) * channels + channel] = element
        }
        return Value(shape: shape, elements: output)
    }

    private func parametric(_ value: Value, _ layer: PReLU, _ alpha: [Double]) -> Value {
        var output = value.elements
        for flat in output.indices where output[flat] < 0 {
            var (rest, at, size) = (flat, 0, 1)
            for axis in value.shape.indices.reversed() {
                let isShared = layer.sharedAxes.contains(axis + 1)
                if !isShared {
                    at += rest % value.shape[axis] * size
                    size *= value.shape[axis]
                }
                rest /= value.shape[axis]
            }
            output[flat] *= alpha[at]
        }
        return Value(shape: value.shape, elements: output)
    }

    /// Over the batch and all positions, channel by channel.
    private func normalize(_ values: [Value], _ layer: BatchNormalization, _ weights: [[Double]]) -> [Value] {
        let channels = values[0].shape.last!
        var values = values
        for channel in 0..<channels {
            let inputs = values.flatMap { value in
                stride(from: channel, to: value.elements.count, by: channels).map { value.elements[$0] }
            }
            var average = weights[weights.count - 2][channel]
            var variance = weights[weights.count - 1][channel]
            if isTraining {
                average = mean(inputs)
                variance = mean(inputs.map { ($0 - average) * ($0 - average) })
            }
            let gamma = layer.scale ? weights[0][channel] : 1
            let beta = layer.center ? weights[layer.scale ? 1 : 0][channel] : 0
            for sample in values.indices {
                for i in stride(from: channel, to: values[sample].elements.count, by: channels) {
                    let normalized = (values[sample].elements[i] - average) / (variance + Double(layer.epsilon)).squareRoot()
                    values[sample].elements[i] = normalized * gamma + beta
                }
            }
        }
        return values
    }
}
