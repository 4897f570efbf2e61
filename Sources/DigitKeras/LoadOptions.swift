import DigitTensor

/// How to read what a Keras file leaves open.
public struct KerasLoadOptions: Sendable {
    /// The order of a convolution kernel's axes in a file.
    public enum KernelOrder: Sendable {
        /// As the file's version and the shapes imply.
        case automatic
        /// (height, width, channels, filters), TensorFlow's and today's order.
        case heightWidthChannelsFilters
        /// (filters, channels, height, width), the order of Theano and Keras 1.
        case filtersChannelsHeightWidth
    }

    /// The shape of one input sample, in the file's order of axes, if the file does not have it or leaves sizes open.
    public var inputShape: Shape?
    /// The order of the axes of convolution kernels.
    public var kernelOrder: KernelOrder
    /// Whether to flip kernels, as models that ran on Theano need. Nil does so if the file says that it is from Theano; files of
    /// Keras 1 and before do not name their backend.
    public var flipsKernels: Bool?
    /// Whether weights may be NaN or infinite, which usually means that training failed.
    public var allowsNonFiniteWeights: Bool
    /// Whether to read the training configuration and the optimizer's state. Predictions do not need them.
    public var includesTraining: Bool
    /// Whether a file that uses something unsupported is refused, rather than read without it and noted.
    public var isStrict: Bool

    /// Options; the defaults suit all files that are complete.
    public init(
        inputShape: Shape? = nil, kernelOrder: KernelOrder = .automatic, flipsKernels: Bool? = nil,
        allowsNonFiniteWeights: Bool = false, includesTraining: Bool = true, isStrict: Bool = false
    ) {
        self.inputShape = inputShape
        self.kernelOrder = kernelOrder
        self.flipsKernels = flipsKernels
        self.allowsNonFiniteWeights = allowsNonFiniteWeights
        self.includesTraining = includesTraining
        self.isStrict = isStrict
    }
}
