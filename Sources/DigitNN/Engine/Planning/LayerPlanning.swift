import DigitTensor

extension Dense: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        let (isReLU, fused) = planner.rectifier(activation, after: place.index)
        let relu = isReLU && planner.fusing
        planner.append(
            DenseStep(
                inputShape: place.input, units: units, relu: relu, weights: place.weights, training: planner.training,
                isFirst: place.isFirst, lines: planner.lines),
            place.index + fused)
        planner.fusedCount = fused
        if !relu { planner.planActivation(activation, place) }
    }
}

extension PReLU: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        planner.append(PReLUStep(self, shape: place.input, weights: place.weights), place.index)
    }
}

extension Dropout: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        guard planner.training, rate > 0 else { return }
        let ordinal = planner.model.layers[..<place.index].count { $0 is Dropout }
        planner.append(DropoutStep(count: place.input.count, rate: rate, ordinal: UInt32(ordinal)), place.index)
    }
}

// MARK: Normalization

extension BatchNormalization: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        planner.append(
            planner.training && !planner.model.layerTraining[place.index].isTrainable
                ? AffineStep(self, shape: place.input, weights: place.weights)
                : BatchNormalizationStep(self, shape: place.input, weights: place.weights), place.index)
    }
}

extension LayerNormalization: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        planner.append(SampleNormalizationStep(self, shape: place.input, weights: place.weights), place.index)
    }
}

extension GroupNormalization: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        planner.append(SampleNormalizationStep(self, shape: place.input, weights: place.weights), place.index)
    }
}

extension Normalization: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        planner.append(AffineStep(self, shape: place.input, weights: place.weights), place.index)
    }
}

extension Rescaling: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        planner.append(ScalingStep(count: place.input.count, scale: scale, offset: offset), place.index)
    }
}

// MARK: Shapes

extension ZeroPadding2D: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        planner.append(PaddingStep(input: place.input, top: top, bottom: bottom, left: left, right: right), place.index)
    }
}

extension Permute: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        planner.append(PermuteStep(input: place.input, axes: axes.map { $0 - 1 }), place.index)
    }
}

extension ResamplingLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        planner.append(ResamplingStep(self, input: place.input), place.index)
    }
}

// The values stay as they are.

extension Flatten: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {}
}

extension Reshape: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {}
}

extension InferenceIdentity: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {}
}

// MARK: Merging

extension Concatenate: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        planner.mergeInputs(of: place.index) { shape, other in
            let axis = self.place(in: shape)
            let step = ConcatenationStep(shape, other, axis: axis)
            var sizes = shape.dimensions
            sizes[axis] += other[axis]
            shape = Shape(sizes)
            return step
        }
    }
}

extension ElementwiseMerge: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        planner.mergeInputs(of: place.index) { shape, _ in ElementwiseMergeStep(operation, count: shape.count) }
        guard operation == .average else { return }
        let count = planner.model.sources[place.index].count
        planner.append(ScalingStep(count: place.input.count, scale: 1 / Float(count), offset: 0), place.index)
    }
}

extension Planner {
    /// Appends the steps that merge a layer's inputs, two by two.
    /// - Parameter step: makes the step that merges values of two shapes, and changes the first shape to that of the result.
    fileprivate mutating func mergeInputs(of index: Int, _ step: (_ shape: inout Shape, _ other: Shape) -> any Step) {
        let shapes = model.inputShapes(ofLayer: index)
        var shape = shapes[0]
        for (source, other) in zip(model.sources[index], shapes).dropFirst() {
            let places = [current, producer(ofLayer: source)]
            append(step(&shape, other), index, sources: places)
        }
    }
}
