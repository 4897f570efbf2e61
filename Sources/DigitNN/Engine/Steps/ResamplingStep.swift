import DigitTensor

/// An image whose rows and columns are weighted sums of some rows and columns of another: cropped, resized, or enlarged.
package final class ResamplingStep: Step {
    package let label: String
    package let outputCount: Int
    private let input: Shape
    private let rows: [[ResamplingTap]]
    private let columns: [[ResamplingTap]]

    init(_ layer: any ResamplingLayer, input: Shape) {
        (rows, columns) = layer.taps(for: input)
        self.input = input
        label = "resampling to \(rows.count)x\(columns.count)"
        outputCount = rows.count * columns.count * input[2]
    }

    package var inputCount: Int { input.count }

    package func forward(_ call: Call) {
        call.output.update(repeating: 0, count: call.count * outputCount)
        forEachShare(call.count) { source, target, share in call.output[target] += share * call.input[source] }
    }

    package func backward(_ call: Call) {
        guard let inputGradient = call.inputGradient else { return }
        inputGradient.update(repeating: 0, count: call.count * inputCount)
        forEachShare(call.count) { source, target, share in inputGradient[source] += share * call.outputGradient[target] }
    }

    @inline(__always)
    private func forEachShare(_ samples: Int, _ body: (_ source: Int, _ target: Int, _ share: Float) -> Void) {
        let channels = input[2]
        for sample in 0..<samples {
            for (y, rowTaps) in rows.enumerated() {
                for (x, columnTaps) in columns.enumerated() {
                    let target = sample * outputCount + (y * columns.count + x) * channels
                    for row in rowTaps {
                        for column in columnTaps {
                            let source = sample * inputCount + (row.source * input[1] + column.source) * channels
                            for channel in 0..<channels { body(source + channel, target + channel, row.weight * column.weight) }
                        }
                    }
                }
            }
        }
    }
}
