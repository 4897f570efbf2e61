import DigitFiles

/// The most samples, weights or steps in a run's files.
let largestCount = 1 << 40
/// The most classes of a network, those of a byte and one for everything else.
let largestClassCount = 257
/// The longest time in a run's files, in seconds: about thirty years. Longer ones exceed what `Duration` holds.
let longestTime = 1e9

/// Checks a number in a run's file.
/// - Throws: `FileError` that names the file, the member, what is allowed, and the number.
func require<Value: Comparable>(
    _ value: Value, _ name: String, in range: ClosedRange<Value>, _ path: String
) throws(FileError) {
    // A comparison with NaN is false.
    guard range.contains(value) else {
        throw FileError(
            path: path, problem: "\(name): a number from \(range.lowerBound) to \(range.upperBound) expected, got \(value)")
    }
}

extension EpochRecord {
    /// Checks the metrics of an epoch. The validation loss may be NaN: it is not checked during training.
    /// - Parameter place: its path in the file.
    func check(_ place: String, _ path: String) throws(FileError) {
        try require(epoch, "\(place)epoch", in: 1...1_000_000, path)
        try require(seconds, "\(place)seconds", in: 0...longestTime, path)
        try require(validationSeconds, "\(place)validation_seconds", in: 0...longestTime, path)
        try require(loss.magnitude, "\(place)loss", in: 0...Double.greatestFiniteMagnitude, path)
        try require(accuracy, "\(place)accuracy", in: 0...1, path)
        if let valAccuracy { try require(valAccuracy, "\(place)val_accuracy", in: 0...1, path) }
        try require(learningRate, "\(place)learning_rate", in: 0...Double.greatestFiniteMagnitude, path)
    }
}
