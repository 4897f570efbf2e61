/// How to write a Keras file.
public struct KerasSaveOptions: Sendable {
    /// The kinds of Keras files.
    public enum Format: Sendable {
        /// HDF5, `.h5`.
        case hdf5
        /// The zip of Keras 3, `.keras`.
        case keras
    }

    /// The Keras that can continue training. Layers, weights and loss suit both; no optimizer's state does, since Keras 3
    /// includes the learning rate in it.
    public enum Trainer: Sendable {
        /// Keras 3. It restores everything from `.keras`, but from HDF5, even its own files, only iteration and learning rate,
        /// and must compile such a model again before it can continue training. tf.keras starts with a fresh optimizer.
        case keras3
        /// tf.keras 2.11 to 2.15, which restores everything. Keras 3 reads HDF5 files of this kind with a default optimizer.
        case tensorFlow
        /// Neither: training continues with a fresh optimizer.
        case none
    }

    /// The storage type of weights. Keras and this program compute with 32-bit floats either way.
    public enum WeightType: Sendable {
        /// 32-bit floats, as they are.
        case float32
        /// 16-bit floats, the nearest to each: half the size, about three decimal digits. Weights of more than 65,504 become infinite.
        case float16
    }

    /// The format; nil to decide by the path's extension: `.keras` is that, anything else HDF5.
    public var format: Format?
    /// Which Keras the optimizer's configuration and state are for.
    public var trainer: Trainer
    /// A text stored with the model for programs other than Keras, which ignores it; nil for none. `LoadedModel.annotation`
    /// returns it.
    public var annotation: String?
    /// The storage type of weights; the optimizer's state is always 32-bit floats.
    public var weightType: WeightType

    /// Options; the defaults write what Keras 3 writes.
    public init(format: Format? = nil, trainer: Trainer = .keras3, annotation: String? = nil, weightType: WeightType = .float32) {
        self.format = format
        self.trainer = trainer
        self.annotation = annotation
        self.weightType = weightType
    }
}
