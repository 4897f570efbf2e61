import DigitTensor

extension MaxPooling2D: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        planner.append(MaxPoolStep(windows(in: place.input)), place.index)
    }
}

extension AveragePooling2D: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        planner.append(AveragePoolStep(windows(in: place.input)), place.index)
    }
}

extension GlobalMaxPooling2D: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        planner.append(MaxPoolStep(.global(place.input)), place.index)
    }
}

extension GlobalAveragePooling2D: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        planner.append(AveragePoolStep(.global(place.input)), place.index)
    }
}

extension Pooling1D: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        let geometry = try! geometry(for: place.input)  // Checked when the network was made.
        planner.append(isAverage ? AveragePoolStep(geometry) : MaxPoolStep(geometry), place.index)
    }
}

extension Pooling2D {
    fileprivate func windows(in input: Shape) -> WindowGeometry {
        WindowGeometry(input: input, window: poolSize, strides: strides, padding: padding)
    }
}

extension WindowGeometry {
    /// One window over the whole image.
    fileprivate static func global(_ shape: Shape) -> WindowGeometry {
        WindowGeometry(input: shape, window: Size2D(shape[0], shape[1]), strides: 1, padding: .valid)
    }
}
