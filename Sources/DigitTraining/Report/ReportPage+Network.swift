import DigitNN
import DigitPlots
import DigitText

extension ReportPage {
    /// The layers with their output shapes and parameters.
    var network: String {
        let model = results.model
        let rows = model.layers.indices.map { index in
            let shape = model.outputShapes[index].dimensions.map(String.init).joined(separator: " × ")
            let count = model.parameters[index].reduce(0) { $0 + $1.shape.count }
            return "<tr><th scope=\"row\">\(escaped(model.layers[index].name))</th>"
                + "<td>\(escaped(type(of: model.layers[index]).className))</td><td>\(shape)</td><td>\(count.grouped)</td></tr>"
        }
        return """
            <div class="scroll"><table>
            <thead><tr><th scope="col">Layer</th><th scope="col">Class</th><th scope="col">Output</th><th scope="col">Parameters</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody></table></div>
            """
    }
}
