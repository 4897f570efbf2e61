/// Ends the training of the first layers before that of the others (FreezeOut, Brock, Lim, Ritchie and Weston 2017): what they see
/// is settled early, and where nothing is trained the backward pass need not go.
public struct LayerFreezing: Hashable, Sendable {
    /// The part of the training, 0...1, after which the first layer with weights stays as it is, then the second, and so on;
    /// rising. Those that have none are trained to the end.
    public var ends: [Double]

    /// No layer, unless `ends` says when.
    public init(ends: [Double] = []) { self.ends = ends }

    /// The number of layers with weights, from the first on, that are no longer trained at a step.
    /// - Parameters:
    ///   - step: the number of steps taken, 0 ..< total.
    ///   - total: the number of steps of the whole training.
    func count(atStep step: Int, of total: Int) -> Int { ends.prefix { Double(step) >= $0 * Double(total) }.count }
}
