import DigitNN
import DigitTensor

extension ChainBuilder {
    /// Adds a layer that takes the outputs of several others.
    mutating func decodeMerge(_ settings: LayerSettings, sources: [Place]) throws(KerasError) {
        self.settings = settings
        noteOthers(settings)
        var places: [Place] = []
        // Images in two orders are merged in Keras's.
        let isMixed = Set(sources.map(\.isTransposed)).count > 1
        for source in sources {
            place = source
            if isMixed { try restoreKerasOrder() }
            places.append(place)
        }
        place = places[0]
        if settings.className == "Concatenate" {
            let axis = try settings.integer("axis", default: -1)
            try appendMerge(Concatenate(axis: arranged(axis), name: settings.name), of: places)
        } else if let operation = Self.operation(settings) {
            try appendMerge(ElementwiseMerge(operation, name: settings.name), of: places)
        } else {
            throw settings.failure("\(sources.count) inputs are not supported by this kind of layer")
        }
    }

    /// Keras's axis if the images here are in another order.
    private func arranged(_ axis: Int) -> Int {
        guard place.isTransposed else { return axis }
        return [1: 3, 2: 1, 3: 2, -3: 3, -2: 1, -1: 2][axis] ?? axis
    }

    /// What a layer, or a function in its place, computes from the values at a point.
    private static func operation(_ settings: LayerSettings) -> ElementwiseMerge.Operation? {
        let isFunction = settings.className == "TFOpLambda"
        switch isFunction ? settings.values["function"]?.string ?? "" : settings.className {
        case "Add", "math.add", "__operators__.add": return .add
        case "Subtract", "math.subtract": return .subtract
        case "Multiply", "math.multiply": return .multiply
        case "Average": return .average
        case "Maximum", "math.maximum": return .maximum
        case "Minimum", "math.minimum": return .minimum
        default: return nil
        }
    }
}
