/// The loss function to minimize: a mean over the samples. The formulas are those of Keras 3; labels are class indices.
public enum Loss: Hashable, Sendable {
    /// The negative logarithm of the probability of the right class. Outputs are probabilities, or logits if `fromLogits`. With
    /// label smoothing s, the target is 1 - s + s / classes for the right class and s / classes for the others. Keras's
    /// sparse_categorical_crossentropy is the same number.
    case categoricalCrossentropy(fromLogits: Bool = false, labelSmoothing: Float = 0)
    /// The mean over the outputs of the binary cross-entropy against one-hot targets. With label smoothing s, these are 1 - s / 2 and
    /// s / 2.
    case binaryCrossentropy(fromLogits: Bool = false, labelSmoothing: Float = 0)
    /// The cross-entropy of each class times alpha * (1 - probability)^gamma (Lin et al. 2017).
    case categoricalFocalCrossentropy(alpha: Float = 0.25, gamma: Float = 2, fromLogits: Bool = false, labelSmoothing: Float = 0)
    /// The binary cross-entropy times (1 - probability of what is right)^gamma (Lin et al. 2017) and, if alpha is given, times
    /// alpha for targets of 1 and 1 - alpha for those of 0.
    case binaryFocalCrossentropy(alpha: Float? = nil, gamma: Float = 2, fromLogits: Bool = false, labelSmoothing: Float = 0)
    /// The Kullback-Leibler divergence of the outputs from one-hot targets.
    case kullbackLeiblerDivergence
    /// The largest output of a wrong class minus that of the right one plus 1, at least 0.
    case categoricalHinge
    /// The mean over the outputs x of x - target * log(x).
    case poisson
    /// The mean over the outputs of the squared difference to one-hot targets.
    case meanSquaredError
    /// The mean over the outputs of the absolute difference to one-hot targets.
    case meanAbsoluteError
    /// The mean over the outputs of half the squared difference to one-hot targets, linear beyond `delta` (Huber 1964).
    case huber(delta: Float = 1)
    /// Connectionist temporal classification, for networks that read sequences (see ``SequenceSource``); class 0 is the blank.
    case ctc

    /// Checks that the labels of the loss are classes, one for each sample.
    func checkTakesClasses() throws(NetworkError) {
        if self == .ctc { throw NetworkError("a classification loss expected for samples with one label each, got CTC") }
    }
}
