import DigitData

/// The parts of a data set.
struct Parts {
    var training: Dataset
    /// Nil if there is none with labels.
    var test: Dataset?
    /// The samples to validate on during training.
    var validation: Dataset?
}
