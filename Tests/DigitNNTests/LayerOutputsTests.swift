import DigitData
import DigitNN
import DigitTensor
import Testing

/// A look inside shows what each layer computes, in double precision.
struct LayerOutputsTests {
    @Test("Every layer's output is that of the network cut off after it", arguments: Goldens.all.cases)
    func outputsOfEachLayer(_ golden: Goldens.Case) throws {
        let model = try golden.model()
        guard case .floats(let values) = try golden.batch(for: model).values else { return }
        let sample = Array(values[..<model.inputShape.count])
        let outputs = try LayerOutputs(model).outputs(for: sample)
        #expect(outputs.map(\.shape) == model.outputShapes)
        for (index, output) in outputs.enumerated() {
            let cut = try Sequential(
                inputShape: model.inputShape, layers: Array(model.layers[...index]), weights: Array(model.weights[...index]))
            let expected = ReferenceNetwork(cut).outputs([sample.map(Double.init)]).outputs[0]
            #expect(relativeError(output.scalars, expected) < 1e-5, "\(model.layers[index].name)")
        }
    }

    @Test("A sample of another size is refused")
    func wrongSize() throws {
        let inside = LayerOutputs(.seedNetwork(seed: 1))
        #expect(throws: NetworkError("784 input values expected for a sample of shape (28, 28, 1), got 783")) {
            try inside.outputs(for: [Float](repeating: 0, count: 783))
        }
    }
}
