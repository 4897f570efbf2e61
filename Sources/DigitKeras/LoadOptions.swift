import DigitTensor

/// What a Keras file may leave open, and how to read it.
public struct KerasLoadOptions: Sendable {
    /// The order of a convolution kernel's axes in a file.
    public enum KernelOrder: Sendable {
        /// As the file's version and the shapes say.
        case automatic
        /// (height, width, channels, filters), TensorFlow's and today's order.
        case heightWidthChannelsFilters
        /// (filters, channels, height, width), the order of Theano and Keras 1.
        case filtersChannelsHeightWidth
    }

    /// The shape of one input sample, as the file orders its axes, where the file does not say or leaves sizes open.
    public var inputShape: Shape?
    /// The order of the axes of convolution kernels.
    public var kernelOrder: KernelOrder
    /// Whether to turn kernels by half a turn, as models that ran on Theano need. Nil does so if the file says that it is from Theano;
    /// files of Keras 1 and before do not say what they ran on.
    public var flipsKernels: Bool?
    /// Whether weights may be NaN or infinite, which usually means that training went wrong.
    public var allowsNonFiniteWeights: Bool
    /// Whether to read how the model was compiled and the optimizer's state. Predictions do not need them.
    public var includesTraining: Bool
    /// Whether a file that says something which is not supported is refused, and not read without it and noted.
    public var isStrict: Bool

    /// Options; the defaults suit all files that say what they are.
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
