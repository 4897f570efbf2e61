import DigitNN

/// The output of `digits summary --json`.
package struct SummaryReport: Encodable, Sendable {
    /// One layer.
    package struct LayerReport: Encodable, Sendable {
        let name: String
        let `class`: String
        let outputShape: [Int]
        let parameters: Int
    }

    let name: String
    let inputShape: [Int]
    let outputShape: [Int]
    let layers: [LayerReport]
    let parameters: Int
    let trainableParameters: Int
    let plan: [String]

    package init(_ model: Sequential) {
        name = model.name
        inputShape = model.inputShape.dimensions
        outputShape = model.outputShape.dimensions
        layers = model.layers.indices.map { index in
            LayerReport(
                name: model.layers[index].name, class: model.layers[index].kerasClass,
                outputShape: model.outputShapes[index].dimensions,
                parameters: model.parameters[index].reduce(0) { $0 + $1.shape.count })
        }
        parameters = model.parameterCount
        trainableParameters = model.trainableParameterCount
        plan = model.planDescription.split(separator: "\n").map(String.init)
    }
}
