import DigitTensor

extension Sequential {
    /// The table of Keras's `summary()`: each layer with its class, output shape and number of parameters.
    public var summary: String {
        let header = ["Layer (type)", "Output Shape", "Param #"]
        let rows = layers.indices.map { index in
            [
                "\(layers[index].name) (\(layers[index].kerasClass))",
                "(None, " + outputShapes[index].dimensions.map(String.init).joined(separator: ", ") + ")",
                grouped(parameters[index].reduce(0) { $0 + $1.shape.count }),
            ]
        }
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max()! }
        func line(_ cells: [String]) -> String {
            let padded = zip(cells, widths).enumerated().map { index, cell in
                let space = String(repeating: " ", count: cell.1 - cell.0.count)
                return index == 2 ? space + cell.0 : cell.0 + space
            }
            return " " + padded.joined(separator: "   ")
        }
        let rule = String(repeating: "─", count: widths.reduce(8, +))
        let trainable = trainableParameterCount
        let lines =
            ["Model: \"\(name)\"", rule, line(header), rule] + rows.map(line) + [
                rule, " Total params: \(grouped(parameterCount))", " Trainable params: \(grouped(trainable))",
                " Non-trainable params: \(grouped(parameterCount - trainable))",
            ]
        return lines.joined(separator: "\n")
    }

    /// How the network is computed: the plan's steps, with the layers each one covers.
    public var planDescription: String {
        let plan = Plan(self, training: false)
        var first = 0
        return zip(plan.steps, plan.layerIndices).map { step, last in
            // A network without layers has one step, which copies the input.
            let names = last < 0 ? "input" : layers[min(first, last)...last].map(\.name).joined(separator: " + ")
            first = last + 1
            return "\(names): \(step.label)"
        }.joined(separator: "\n")
    }
}

/// 225034 as 225,034.
private func grouped(_ number: Int) -> String {
    var digits = String(number)
    var groups: [String] = []
    while digits.count > 3 {
        groups.insert(String(digits.suffix(3)), at: 0)
        digits.removeLast(3)
    }
    return ([digits] + groups).joined(separator: ",")
}
