import DigitNN
import DigitTensor

/// Converts the weights of a file to the order of axes of the layers here.
struct KernelArrangement {
    let options: KerasLoadOptions
    /// The backend named in the file.
    let backend: String?

    /// The weight in the parameter's shape, nil if its shape differs.
    func arrange(_ weight: Tensor, for parameter: Parameter, of layer: DecodedLayer) -> Tensor? {
        guard Self.isConvolutionKernel(parameter, of: layer) else { return Self.arrangePlain(weight, for: parameter, of: layer) }
        let expected = parameter.shape
        // (filters, channels, height, width); depthwise kernels have the multiplier in place of the filters.
        let theanoShape: Shape = [expected[3], expected[2], expected[0], expected[1]]
        let isTheano: Bool
        switch options.kernelOrder {
        case .automatic:
            isTheano = weight.shape == theanoShape && (layer.conventions.hasTheanoKernels || weight.shape != expected)
        case .heightWidthChannelsFilters: isTheano = false
        case .filtersChannelsHeightWidth: isTheano = true
        }
        guard weight.shape == (isTheano ? theanoShape : expected) else { return nil }
        let arranged = isTheano ? weight.transposed([2, 3, 1, 0]) : weight
        // Keras itself flips depthwise kernels before it passes them to Theano.
        return flips && layer.layer is Conv2D ? arranged.turned() : arranged
    }

    /// Theano's convolution flips the kernel; that of the other backends does not.
    private var flips: Bool { options.flipsKernels ?? (backend == "theano") }

    private static func isConvolutionKernel(_ parameter: Parameter, of layer: DecodedLayer) -> Bool {
        parameter.shape.rank == 4
            && (layer.layer is Conv2D || layer.layer is DepthwiseConv2D || layer.layer is SeparableConv2D)
    }

    /// Axes of size 1 may be missing or superfluous, as in the shared alpha of an old PReLU.
    private static func arrangePlain(_ weight: Tensor, for parameter: Parameter, of layer: DecodedLayer) -> Tensor? {
        let significant = weight.shape.dimensions.filter { $0 != 1 }
        guard significant == parameter.shape.dimensions.filter({ $0 != 1 }) else { return nil }
        let arranged = weight.reshaped(to: parameter.shape)
        guard layer.conventions.hasStandardDeviations, parameter.name == "moving_variance",
            let norm = layer.layer as? BatchNormalization
        else { return arranged }
        // Divided by (deviation + epsilon) there, by the root of (variance + epsilon) here.
        return Tensor(
            shape: arranged.shape,
            scalars: arranged.scalars.map { ($0 + norm.epsilon) * ($0 + norm.epsilon) - norm.epsilon })
    }
}

extension Tensor {
    /// Permutes the axes: axis i of the result is axis `axes[i]` of this tensor.
    func transposed(_ axes: [Int]) -> Tensor {
        let strides = shape.dimensions.indices.map { shape.dimensions[($0 + 1)...].reduce(1, *) }
        let sizes = axes.map { shape[$0] }
        let steps = axes.map { strides[$0] }
        var result: [Float] = []
        result.reserveCapacity(shape.count)
        var index = [Int](repeating: 0, count: axes.count)
        for _ in 0..<shape.count {
            result.append(scalars[zip(index, steps).reduce(0) { $0 + $1.0 * $1.1 }])
            for axis in index.indices.reversed() {
                index[axis] += 1
                if index[axis] < sizes[axis] { break }
                index[axis] = 0
            }
        }
        return Tensor(shape: Shape(sizes), scalars: result)
    }

    /// A kernel (height, width, …) rotated by 180 degrees in its plane.
    func turned() -> Tensor {
        let plane = shape[0] * shape[1]
        let values = plane == 0 ? 0 : shape.count / plane
        var result: [Float] = []
        result.reserveCapacity(shape.count)
        for pixel in (0..<plane).reversed() { result += scalars[pixel * values..<(pixel + 1) * values] }
        return Tensor(shape: shape, scalars: result)
    }
}
