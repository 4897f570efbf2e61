/// How to write a Keras file.
public struct KerasSaveOptions: Sendable {
    /// Kinds of Keras file.
    public enum Format: Sendable {
        /// HDF5, `.h5`.
        case hdf5
        /// The zip of Keras 3, `.keras`.
        case keras
    }

    /// Whose order the optimizer's state is in. No order serves both: Keras 3 has the learning rate second.
    public enum OptimizerLayout: Sendable {
        /// Keras 3's. Keras 3 restores everything from `.keras`, but from HDF5, its own files too, only iteration and
        /// learning rate, and must compile such a model again before it can go on training.
        case keras3
        /// That of tf.keras 2.11 to 2.15, which restores everything.
        case tensorFlow
        /// None: training in Keras starts with a fresh optimizer.
        case none
    }

    /// The format; nil to go by the path's extension: `.keras` is that, anything else HDF5.
    public var format: Format?
    /// The order of the optimizer's state.
    public var optimizerLayout: OptimizerLayout

    /// Options; the defaults make what Keras 3 makes.
    public init(format: Format? = nil, optimizerLayout: OptimizerLayout = .keras3) {
        self.format = format
        self.optimizerLayout = optimizerLayout
    }
}
