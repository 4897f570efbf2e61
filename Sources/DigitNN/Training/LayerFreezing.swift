/// Ends the training of the first layers before that of the others (FreezeOut, Brock, Lim, Ritchie and Weston 2017): they
/// converge early, and the backward pass need not reach frozen layers.
public struct LayerFreezing: Hashable, Sendable {
    /// The fraction of the training, 0...1, after which the first layer with weights is frozen, then the second, and so on;
    /// increasing. Layers without an entry are trained to the end.
    public var ends: [Double]

    /// Freezes no layer, unless `ends` is set.
    public init(ends: [Double] = []) { self.ends = ends }

    /// The number of layers with weights, from the first on, that are frozen at a step.
    /// - Parameters:
    ///   - step: the number of steps taken, 0 ..< total.
    ///   - total: the number of steps of the whole training.
    func count(atStep step: Int, of total: Int) -> Int { ends.prefix { Double(step) >= $0 * Double(total) }.count }
}
