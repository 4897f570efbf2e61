import DigitNN

extension ReferenceNetwork {
    /// A convolution whose window may have gaps, and whose kernel is zero between channels of different groups.
    func convolve(_ image: Value, _ layer: Conv2D, _ weights: [[Double]]) -> Value {
        let (dilation, kernel) = (layer.dilation, layer.kernelSize)
        let window = Size2D((kernel.height - 1) * dilation.height + 1, (kernel.width - 1) * dilation.width + 1)
        let (channels, filters) = (image.shape[2] / layer.groups, layer.filters / layer.groups)
        return convolve(image, window, layer.strides, layer.padding, layer.filters) { t, c, f in
            let (y, x) = (t / window.width, t % window.width)
            guard y % dilation.height == 0, x % dilation.width == 0, c / channels == f / filters else { return 0 }
            let tap = y / dilation.height * kernel.width + x / dilation.width
            return weights[0][(tap * channels + c % channels) * layer.filters + f]
        } bias: {
            layer.useBias ? weights[1][$0] : 0
        }
    }

    /// Layers that are less common.
    func applyOther(_ layer: any Layer, to value: Value, weights: [[Double]]) -> Value {
        switch layer {
        case let layer as LayerNormalization:
            let axes = Set(layer.axes.map { $0 < 0 ? $0 + value.shape.count : $0 - 1 })
            return normalize(
                value, epsilon: Double(layer.epsilon), gamma: layer.scale ? weights[0] : nil,
                beta: layer.center ? weights[layer.scale ? 1 : 0] : nil
            ) { place in
                (axes.reduce(into: place) { $0[$1] = 0 }, axes.sorted().reduce(0) { $0 * value.shape[$1] + place[$1] })
            }
        case let layer as GroupNormalization:
            let channels = value.shape.last!
            let size = layer.groups == -1 ? 1 : channels / layer.groups
            return normalize(
                value, epsilon: Double(layer.epsilon), gamma: layer.scale ? weights[0] : nil,
                beta: layer.center ? weights[layer.scale ? 1 : 0] : nil
            ) { place in ([place.last! / size], place.last!) }
        case let layer as Conv2DTranspose: return transposed(value, layer, weights)
        case let layer as Conv1D:
            let leading = layer.padding == .causal ? (layer.kernelSize - 1) * layer.dilation : 0
            let zeros = [Double](repeating: 0, count: leading * value.shape[1])
            let row = Value(shape: [1, value.shape[0] + leading, value.shape[1]], elements: zeros + value.elements)
            let image = Conv2D(
                filters: layer.filters, kernelSize: Size2D(1, layer.kernelSize), strides: Size2D(1, layer.stride),
                padding: layer.padding == .same ? .same : .valid, useBias: layer.useBias,
                dilation: Size2D(1, layer.dilation), groups: layer.groups)
            let result = convolve(row, image, weights)
            return Value(shape: Array(result.shape.dropFirst()), elements: result.elements)
        case let layer as Pooling1D:
            let row = Value(shape: [1] + value.shape, elements: value.elements)
            let size = layer.poolSize ?? value.shape[0]
            let result = pool(row, Size2D(1, size), Size2D(1, layer.stride), layer.padding) {
                layer.isAverage ? mean($0) : $0.max()!
            }
            let isFlat = layer.poolSize == nil && !layer.keepDimensions
            return Value(shape: Array(result.shape.dropFirst(isFlat ? 2 : 1)), elements: result.elements)
        case let layer as Cropping2D: return crop(value, layer.top, layer.bottom, layer.left, layer.right)
        case let layer as CenterCrop:
            let (rows, columns) = (value.shape[0] - layer.size.height, value.shape[1] - layer.size.width)
            return crop(value, rows / 2, rows - rows / 2, columns / 2, columns - columns / 2)
        case let layer as UpSampling2D:
            let size = Size2D(value.shape[0] * layer.factors.height, value.shape[1] * layer.factors.width)
            return resize(value, to: size, isLinear: layer.interpolation == .bilinear)
        case let layer as Resizing: return resize(value, to: layer.size, isLinear: layer.interpolation == .bilinear)
        default: return value
        }
    }

    /// An elementwise operation, or a concatenation.
    func merge(_ layer: any Layer, _ inputs: [Value]) -> Value {
        if let layer = layer as? Concatenate {
            let axis = layer.axis < 0 ? layer.axis + inputs[0].shape.count : layer.axis - 1
            let runs = inputs[0].shape[..<axis].reduce(1, *)
            var shape = inputs[0].shape
            shape[axis] = inputs.reduce(0) { $0 + $1.shape[axis] }
            let elements = (0..<runs).flatMap { run in
                inputs.flatMap { input in
                    let size = input.elements.count / runs
                    return input.elements[run * size..<(run + 1) * size]
                }
            }
            return Value(shape: shape, elements: elements)
        }
        guard let layer = layer as? ElementwiseMerge else { return inputs[0] }
        let elements = inputs[0].elements.indices.map { i in
            let values = inputs.map { $0.elements[i] }
            return switch layer.operation {
            case .add: values.reduce(0, +)
            case .subtract: values[0] - values[1]
            case .multiply: values.reduce(1, *)
            case .average: mean(values)
            case .maximum: values.max()!
            case .minimum: values.min()!
            }
        }
        return Value(shape: inputs[0].shape, elements: elements)
    }

    /// - Parameter key: for the position of a value, its group, and the index of its factor and offset.
    private func normalize(
        _ value: Value, epsilon: Double, gamma: [Double]?, beta: [Double]?, key: ([Int]) -> (group: [Int], parameter: Int)
    ) -> Value {
        let keys = value.elements.indices.map { flat in
            var (rest, place) = (flat, [Int](repeating: 0, count: value.shape.count))
            for axis in value.shape.indices.reversed() {
                place[axis] = rest % value.shape[axis]
                rest /= value.shape[axis]
            }
            return key(place)
        }
        var output = value.elements
        for group in Set(keys.map(\.group)) {
            let members = keys.indices.filter { keys[$0].group == group }
            let values = members.map { value.elements[$0] }
            let average = mean(values)
            let variance = mean(values.map { ($0 - average) * ($0 - average) })
            for i in members {
                let normalized = (value.elements[i] - average) / (variance + epsilon).squareRoot()
                output[i] = normalized * (gamma?[keys[i].parameter] ?? 1) + (beta?[keys[i].parameter] ?? 0)
            }
        }
        return Value(shape: value.shape, elements: output)
    }

    /// Each pixel adds the kernel to the output at its position.
    private func transposed(_ image: Value, _ layer: Conv2DTranspose, _ weights: [[Double]]) -> Value {
        let (kernel, strides, channels) = (layer.kernelSize, layer.strides, image.shape[2])
        let isValid = layer.padding == .valid
        let height = image.shape[0] * strides.height + (isValid ? max(kernel.height - strides.height, 0) : 0)
        let width = image.shape[1] * strides.width + (isValid ? max(kernel.width - strides.width, 0) : 0)
        let tops = windows(height, kernel.height, strides.height, layer.padding)
        let lefts = windows(width, kernel.width, strides.width, layer.padding)
        var output = (0..<height * width).flatMap { _ in
            (0..<layer.filters).map { layer.useBias ? weights[1][$0] : 0 }
        }
        for (row, top) in tops.enumerated() {
            for (column, left) in lefts.enumerated() {
                for y in 0..<kernel.height where (0..<height).contains(top + y) {
                    for x in 0..<kernel.width where (0..<width).contains(left + x) {
                        let (target, tap) = ((top + y) * width + left + x, y * kernel.width + x)
                        let source = row * image.shape[1] + column
                        for filter in 0..<layer.filters {
                            var sum = 0.0
                            for channel in 0..<channels {
                                let weight: Double = weights[0][(tap * layer.filters + filter) * channels + channel]
                                sum += image.elements[source * channels + channel] * weight
                            }
                            output[target * layer.filters + filter] += sum
                        }
                    }
                }
            }
        }
        return Value(shape: [height, width, layer.filters], elements: output)
    }

    private func crop(_ image: Value, _ top: Int, _ bottom: Int, _ left: Int, _ right: Int) -> Value {
        let (height, width, channels) = (image.shape[0], image.shape[1], image.shape[2])
        var elements: [Double] = []
        for row in top..<height - bottom {
            let (first, end): (Int, Int) = (row * width + left, row * width + width - right)
            elements += image.elements[first * channels..<end * channels]
        }
        return Value(shape: [height - top - bottom, width - left - right, channels], elements: elements)
    }

    /// Pixels have their centers at the middle of their squares.
    private func resize(_ image: Value, to size: Size2D, isLinear: Bool) -> Value {
        let (height, width, channels) = (image.shape[0], image.shape[1], image.shape[2])
        func at(_ y: Int, _ x: Int, _ c: Int) -> Double {
            image.elements[(min(max(y, 0), height - 1) * width + min(max(x, 0), width - 1)) * channels + c]
        }
        var output: [Double] = []
        for row in 0..<size.height {
            for column in 0..<size.width {
                let y = (Double(row) + 0.5) * Double(height) / Double(size.height)
                let x = (Double(column) + 0.5) * Double(width) / Double(size.width)
                for c in 0..<channels {
                    guard isLinear else {
                        output.append(at(Int(y), Int(x), c))
                        continue
                    }
                    let (top, left) = ((y - 0.5).rounded(.down), (x - 0.5).rounded(.down))
                    let (down, over) = (y - 0.5 - top, x - 0.5 - left)
                    let (t, l) = (Int(top), Int(left))
                    let above: Double = (1 - over) * at(t, l, c) + over * at(t, l + 1, c)
                    let below: Double = (1 - over) * at(t + 1, l, c) + over * at(t + 1, l + 1, c)
                    output.append((1 - down) * above + down * below)
                }
            }
        }
        return Value(shape: [size.height, size.width, channels], elements: output)
    }
}
