import DigitTensor

/// A convolution with gaps in its window or with groups of channels, as a product of matrices for each group.
package final class GroupedConvolutionStep: Step {
    package let label: String
    package let inputCount: Int
    package let outputCount: Int
    private let geometry: WindowGeometry
    private let layer: Conv2D
    private let weights: LayerWeights
    private let isFirst: Bool
    /// The channels and filters of a group.
    private let channels: Int
    private let filters: Int

    init(_ layer: Conv2D, input: Shape, weights: LayerWeights, isFirst: Bool) {
        (self.layer, self.weights, self.isFirst) = (layer, weights, isFirst)
        geometry = WindowGeometry(input: input, window: layer.window, strides: layer.strides, padding: layer.padding)
        (channels, filters) = (input[2] / layer.groups, layer.filters / layer.groups)
        inputCount = input.count
        outputCount = geometry.output.height * geometry.output.width * layer.filters
        label = "\(layer.kernelSize) convolution, dilation \(layer.dilation), groups \(layer.groups)"
    }

    package var trainable: Range<Int> { weights.trainable }
    package var scratchCount: Int { 2 * patchCount }

    private var positions: Int { geometry.output.height * geometry.output.width }
    private var windowCount: Int { layer.kernelSize.height * layer.kernelSize.width * channels }
    private var patchCount: Int { AlignedBuffer.aligned(positions * windowCount) }

    package func forward(_ call: Call) {
        for sample in 0..<call.count {
            let (image, output) = (call.input + sample * inputCount, call.output + sample * outputCount)
            for group in 0..<layer.groups {
                makePatches(of: image, group, in: call.scratch)
                Kernels.current.multiply(
                    m: positions, n: filters, k: windowCount, a: ConstFloats(call.scratch), aRow: windowCount, aColumn: 1,
                    b: weights.pointer(0) + group * filters, bRow: layer.filters, c: output + group * filters,
                    cRow: layer.filters)
            }
            if layer.useBias {
                Kernels.current.table.pointee.add_bias(positions, layer.filters, weights.pointer(1), 0, output)
            }
        }
    }

    package func backward(_ call: Call) {
        let kernels = Kernels.current
        for sample in 0..<call.count {
            let (image, gradient) = (call.input + sample * inputCount, call.outputGradient + sample * outputCount)
            if layer.useBias {
                kernels.table.pointee.add_rows(
                    positions, layer.filters, gradient, call.shardGradient + weights.shardOffset(1))
            }
            let inputGradient = isFirst ? nil : call.inputGradient.map { $0 + sample * inputCount }
            inputGradient?.update(repeating: 0, count: inputCount)
            for group in 0..<layer.groups {
                let part = gradient + group * filters
                makePatches(of: image, group, in: call.scratch)
                for tap in 0..<windowCount {
                    for filter in 0..<filters {
                        var sum: Float = 0
                        for position in 0..<positions {
                            sum += call.scratch[position * windowCount + tap] * part[position * layer.filters + filter]
                        }
                        call.shardGradient[tap * layer.filters + group * filters + filter] += sum
                    }
                }
                if let inputGradient { addInputGradient(part, group, to: inputGradient, scratch: call.scratch + patchCount) }
            }
        }
    }

    private func addInputGradient(_ gradient: ConstFloats, _ group: Int, to inputGradient: Floats, scratch: Floats) {
        let kernel = weights.pointer(0) + group * filters
        for position in 0..<positions {
            for tap in 0..<windowCount {
                var sum: Float = 0
                for filter in 0..<filters {
                    sum += gradient[position * layer.filters + filter] * kernel[tap * layer.filters + filter]
                }
                scratch[position * windowCount + tap] = sum
            }
        }
        forEachTap(group) { patch, source in
            guard let source else { return }
            for channel in 0..<channels { inputGradient[source + channel] += scratch[patch + channel] }
        }
    }

    private func makePatches(of image: ConstFloats, _ group: Int, in scratch: Floats) {
        forEachTap(group) { patch, source in
            if let source {
                (scratch + patch).update(from: image + source, count: channels)
            } else {
                (scratch + patch).update(repeating: 0, count: channels)
            }
        }
    }

    /// For each value of each window: the offset of its channels among the patches, and in the image; nil outside the image.
    @inline(__always)
    private func forEachTap(_ group: Int, _ body: (_ patch: Int, _ source: Int?) -> Void) {
        let (height, width) = (geometry.input[0], geometry.input[1])
        var patch = 0
        for row in 0..<geometry.output.height {
            for column in 0..<geometry.output.width {
                for tapRow in 0..<layer.kernelSize.height {
                    let y = row * layer.strides.height - geometry.before.height + tapRow * layer.dilation.height
                    for tapColumn in 0..<layer.kernelSize.width {
                        let x = column * layer.strides.width - geometry.before.width + tapColumn * layer.dilation.width
                        let isInside = (0..<height).contains(y) && (0..<width).contains(x)
                        body(patch, isInside ? (y * width + x) * geometry.input[2] + group * channels : nil)
                        patch += channels
                    }
                }
            }
        }
    }
}
