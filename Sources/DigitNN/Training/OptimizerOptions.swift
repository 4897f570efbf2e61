/// The options that Keras's optimizers share.
public struct OptimizerOptions: Hashable, Sendable {
    /// The learning rate as a function of the number of steps taken; nil for the optimizer's own throughout.
    public var schedule: StepSchedule?
    /// The limit on gradients; nil for none.
    public var clipping: GradientClipping?
    /// Before each step, weights decay by this times the learning rate (Loshchilov and Hutter 2019); nil for no decay.
    public var weightDecay: Double?
    /// Substrings of names of parameters, such as `bias`, that do not decay. Keras's files do not keep them.
    public var weightDecayExclusions: [String]
    /// A moving average of the weights that replaces them at the end of the training; nil for none.
    public var averaging: WeightAveraging?
    /// The number of steps, at least 2, whose mean gradient one update takes; nil for one.
    public var accumulationSteps: Int?

    /// Options; the defaults are those of a plain optimizer.
    public init(
        schedule: StepSchedule? = nil, clipping: GradientClipping? = nil, weightDecay: Double? = nil,
        weightDecayExclusions: [String] = [], averaging: WeightAveraging? = nil, accumulationSteps: Int? = nil
    ) {
        self.schedule = schedule
        self.clipping = clipping
        self.weightDecay = weightDecay
        self.weightDecayExclusions = weightDecayExclusions
        self.averaging = averaging
        self.accumulationSteps = accumulationSteps
    }

    /// The names of the values kept for each trainable weight, as in Keras's files, before those of the formula.
    public var slotNames: [String] {
        (averaging == nil ? [] : ["average"]) + (accumulationSteps == nil ? [] : ["gradient_accumulator"])
    }
}

/// Keras's `use_ema`: average = momentum * average + (1 - momentum) * weight after each step.
public struct WeightAveraging: Hashable, Sendable {
    /// The fraction of the average that is kept.
    public var momentum: Double
    /// The number of steps after which the average replaces the weights, repeatedly; nil for at the end only.
    public var overwritesEvery: Int?

    /// An average with the given momentum, 0 to 1.
    public init(momentum: Double = 0.99, overwritesEvery: Int? = nil) {
        self.momentum = momentum
        self.overwritesEvery = overwritesEvery
    }
}

extension Sequential {
    /// Replaces the weights with the average that an optimizer keeps, as Keras's `fit` does at its end. If there is none, or no
    /// step was taken, nothing changes.
    /// - Parameters:
    ///   - options: the options that the state was made with.
    ///   - state: the optimizer's state.
    /// - Throws: `NetworkError` if the state does not belong to this network.
    public mutating func takeAverage(_ options: OptimizerOptions, from state: OptimizerState?) throws(NetworkError) {
        guard options.averaging != nil, let state, state.iteration > 0, let averages = state.slots.first else { return }
        var (rest, weights) = (averages[...], weights)
        for (layer, parameters) in parameters.enumerated() {
            for (place, parameter) in parameters.enumerated() where parameter.isTrainable {
                guard let average = rest.popFirst() else { throw NetworkError("an average of each trainable weight expected") }
                weights[layer][place] = average
            }
        }
        try setWeights(weights)
    }
}

extension OptimizerOptions {
    /// Checks the values of a training's options.
    func check() throws(NetworkError) {
        if let accumulationSteps, !(2...1 << 31).contains(accumulationSteps) {
            throw NetworkError("at least 2 steps of gradient accumulation expected, got \(accumulationSteps)")
        }
        if let averaging, !(0...1).contains(averaging.momentum) {
            throw NetworkError("an average's momentum of 0 to 1 expected, got \(averaging.momentum)")
        }
        if let steps = averaging?.overwritesEvery, steps < 1 {
            throw NetworkError("at least 1 step until an average overwrites the weights expected, got \(steps)")
        }
        if let weightDecay, !(weightDecay.isFinite && weightDecay >= 0) {
            throw NetworkError("a finite weight decay of at least 0 expected, got \(weightDecay)")
        }
        if let schedule, !schedule.isValid {
            throw NetworkError("a schedule of finite rates over at least 1 step expected, got \(schedule)")
        }
    }
}
