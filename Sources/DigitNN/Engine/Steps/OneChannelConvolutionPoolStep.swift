import DigitTensor

/// What the fused steps of a 3x3 convolution, ReLU and 2x2 pool share.
enum ConvolutionPool {
    /// Whether the layers can be one step. The kernels process whole vectors of filters.
    static func fits(_ layer: Conv2D, _ pool: MaxPooling2D, input: Shape) -> Bool {
        let border = layer.padding == .same ? 2 : 0
        return layer.isPlain && layer.kernelSize == 3 && layer.strides == 1 && layer.useBias && layer.filters % 16 == 0
            && pool.poolSize == 2 && pool.strides == 2 && pool.padding == .valid
            && WinogradConvolution.fits(height: (input[0] + border - 2) / 2 * 2, width: (input[1] + border - 2) / 2 * 2)
    }
}

/// Convolution of a one-channel image, ReLU and pool: the four sums of a window never leave the registers.
package final class OneChannelConvolutionPoolStep: Step {
    package let label: String
    package let inputCount: Int
    package let outputCount: Int
    private let height: Int
    private let width: Int
    private let filters: Int
    private let weights: LayerWeights

    /// Input (height, width, 1), output (height / 2 - 1, width / 2 - 1, filters).
    init(filters: Int, input: Shape, weights: LayerWeights) {
        (height, width, self.filters, self.weights) = (input[0], input[1], filters, weights)
        inputCount = input.count
        outputCount = (height / 2 - 1) * (width / 2 - 1) * filters
        label = "3x3 convolution of one channel + ReLU + 2x2 max pool, in registers"
    }

    /// A code for each output: the position of the window that won.
    package var savedByteCount: Int { outputCount }
    package var trainable: Range<Int> { weights.trainable }

    package func forward(_ call: Call) {
        for sample in 0..<call.count {
            Kernels.current.table.pointee.conv3x3_one_channel_pool(
                height, width, filters, call.input + sample * inputCount, weights.pointer(0), weights.pointer(1),
                call.output + sample * outputCount, call.saved + sample * outputCount)
        }
    }

    /// The gradient of the image itself is needed only if something before the convolution is trained, which this fast path does
    /// not support: a convolution of one channel comes first.
    package func backward(_ call: Call) {
        for sample in 0..<call.count {
            Kernels.current.table.pointee.conv3x3_one_channel_pool_backward(
                height, width, filters, call.input + sample * inputCount, call.outputGradient + sample * outputCount,
                call.saved + sample * outputCount, call.shardGradient + weights.shardOffset(0),
                call.shardGradient + weights.shardOffset(1))
        }
    }
}
