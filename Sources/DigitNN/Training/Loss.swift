/// The loss function that training minimizes: a mean over the samples. The formulas are those of Keras 3; labels are class indices.
public enum Loss: Hashable, Sendable {
    /// -log of the probability of the right class. Outputs are probabilities, or logits if `fromLogits`.
    /// With label smoothing s, the target is 1 - s + s / classes for the right class and s / classes for the others.
    /// Keras's sparse_categorical_crossentropy is the same number.
    case categoricalCrossentropy(fromLogits: Bool = false, labelSmoothing: Float = 0)
    /// The mean over the outputs of the binary cross-entropy against one-hot targets.
    case binaryCrossentropy(fromLogits: Bool = false)
    /// The mean over the outputs of the squared difference to one-hot targets.
    case meanSquaredError
    /// The mean over the outputs of the absolute difference to one-hot targets.
    case meanAbsoluteError
    /// Connectionist temporal classification, for networks that read sequences (see ``SequenceSource``); class 0 is the blank.
    case ctc

    /// Checks that the labels of the loss are classes, one for each sample.
    func checkTakesClasses() throws(NetworkError) {
        if self == .ctc { throw NetworkError("a loss of classes expected for samples with one label each, got CTC") }
    }
}
