/// Why a training ended early.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
    /// The loss became infinite or not a number at a step, both counted from 1.
    case lossIsNotFinite(epoch: Int, step: Int)
    /// A weight became infinite or not a number by the end of an epoch, counted from 1.
    case weightsAreNotFinite(epoch: Int)
    /// A generator returned a sample that the network cannot learn from, such as a label with more symbols than time steps.
    case badSample(number: UInt64, problem: String)

    public var description: String {
        switch self {
        case .lossIsNotFinite(let epoch, let step):
            "the loss became NaN or infinite at step \(step) of epoch \(epoch); a smaller learning rate may help"
        case .weightsAreNotFinite(let epoch):
            "a weight became NaN or infinite in epoch \(epoch); a smaller learning rate may help"
        case .badSample(let number, let problem): "sample \(number): \(problem)"
        }
    }
}
