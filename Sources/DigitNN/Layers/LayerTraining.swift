/// How a layer is trained besides following the gradient of the loss, in Keras's terms.
public struct LayerTraining: Hashable, Sendable {
    /// Whether the layer is trained. A frozen layer keeps its weights; a batch normalization then uses its moving statistics, as
    /// in Keras.
    public var isTrainable: Bool
    /// Penalties on parameters, by the parameters' names, such as `kernel`. Those of trained layers count.
    public var regularizers: [String: Regularizer]
    /// Constraints on parameters, applied after each step, by the parameters' names.
    public var constraints: [String: Constraint]
    /// A penalty on the layer's outputs: its mean over the samples.
    public var activityRegularizer: Regularizer?

    /// Settings; the defaults are those of a layer that is simply trained.
    public init(
        isTrainable: Bool = true, regularizers: [String: Regularizer] = [:], constraints: [String: Constraint] = [:],
        activityRegularizer: Regularizer? = nil
    ) {
        self.isTrainable = isTrainable
        self.regularizers = regularizers
        self.constraints = constraints
        self.activityRegularizer = activityRegularizer
    }
}

extension LayerTraining {
    /// Checks that they apply to a layer with these parameters.
    package func check(_ parameters: [Parameter], of layer: any Layer) throws(NetworkError) {
        _ = try applied(to: parameters, of: layer)
    }

    /// A layer's parameters with these settings.
    func applied(to parameters: [Parameter], of layer: any Layer) throws(NetworkError) -> [Parameter] {
        let names = Set(parameters.map(\.name))
        if let unknown = Set(regularizers.keys).union(constraints.keys).subtracting(names).min() {
            throw layer.failure("regularizers and constraints for its parameters only expected, got one for \(unknown)")
        }
        if case .orthogonal = activityRegularizer {
            throw layer.failure("an orthogonal regularizer of outputs is not supported, only of matrices of weights")
        }
        var result = parameters
        for index in result.indices {
            result[index].isFrozen = !isTrainable
            result[index].regularizer = regularizers[result[index].name]
            result[index].constraint = constraints[result[index].name]
            try result[index].check(layer)
        }
        return result
    }
}

extension Parameter {
    /// Checks that the regularizer and the constraint can be applied to the shape.
    fileprivate func check(_ layer: any Layer) throws(NetworkError) {
        if case .orthogonal = regularizer, shape.rank != 2 || min(shape[0], shape[1]) < 2 {
            throw layer.failure("an orthogonal regularizer of a \(name) that is a matrix expected, got shape \(shape)")
        }
        guard let axes = constraint?.axes else { return }
        let places = axes.map { $0 < 0 ? $0 + shape.rank : $0 }
        guard places.allSatisfy({ (0..<shape.rank).contains($0) }), Set(places).count == places.count else {
            throw layer.failure("a constraint along axes of the \(name), which has shape \(shape), expected, got \(axes)")
        }
    }
}
