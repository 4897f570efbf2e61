import DigitData

/// The parts that data come in.
struct Parts {
    var training: Dataset
    /// Nil where there is none with labels.
    var test: Dataset?
    /// What is to be measured on while a network learns.
    var validation: Dataset?
}
