import DigitTensor

extension WindowGeometry {
    /// For each window: its number and the input rows and columns it covers.
    @inline(__always)
    func forEachWindow(_ body: (_ window: Int, _ rows: Range<Int>, _ columns: Range<Int>) -> Void) {
        for row in 0..<output.height {
            let top = row * strides.height - before.height
            let rows = max(top, 0)..<min(top + window.height, input[0])
            for column in 0..<output.width {
                let left = column * strides.width - before.width
                body(row * output.width + column, rows, max(left, 0)..<min(left + window.width, input[1]))
            }
        }
    }
}

/// The largest value of each window; the gradient goes to the first position that has it.
package final class MaxPoolStep: Step {
    package let label: String
    package let inputCount: Int
    package let outputCount: Int
    private let geometry: WindowGeometry
    private let channels: Int
    /// Whether windows do not overlap and are inside the image.
    private let isPlain: Bool

    init(_ geometry: WindowGeometry) {
        self.geometry = geometry
        channels = geometry.input[2]
        isPlain =
            geometry.strides == geometry.window && geometry.output.height * geometry.window.height <= geometry.input[0]
            && geometry.output.width * geometry.window.width <= geometry.input[1]
        inputCount = geometry.input.count
        outputCount = geometry.output.height * geometry.output.width * geometry.input[2]
        label = "\(geometry.window.height)x\(geometry.window.width) max pool"
    }

    package func forward(_ call: Call) {
        for sample in 0..<call.count {
            let (image, pooled) = (call.input + sample * inputCount, call.output + sample * outputCount)
            if isPlain {
                Kernels.current.table.pointee.max_pool(
                    geometry.output.height, geometry.output.width, channels, geometry.window.height, geometry.window.width,
                    geometry.input[1] * channels, image, pooled)
                continue
            }
            geometry.forEachWindow { window, rows, columns in
                let best = pooled + window * channels
                best.update(repeating: -.infinity, count: channels)
                for row in rows {
                    for column in columns {
                        let pixel = image + (row * geometry.input[1] + column) * channels
                        for channel in 0..<channels { best[channel] = max(best[channel], pixel[channel]) }
                    }
                }
            }
        }
    }

    package func backward(_ call: Call) {
        guard let inputGradient = call.inputGradient else { return }
        inputGradient.update(repeating: 0, count: call.count * inputCount)
        for sample in 0..<call.count {
            let (image, pooled) = (call.input + sample * inputCount, call.output + sample * outputCount)
            let (imageGradient, pooledGradient) = (
                inputGradient + sample * inputCount, call.outputGradient + sample * outputCount
            )
            if isPlain {
                Kernels.current.table.pointee.max_pool_backward(
                    geometry.output.height, geometry.output.width, channels, geometry.window.height, geometry.window.width,
                    geometry.input[1] * channels, image, pooled, pooledGradient, imageGradient)
                continue
            }
            geometry.forEachWindow { window, rows, columns in
                for channel in 0..<channels {
                    let at = window * channels + channel
                    let winner = position(of: pooled[at], in: image + channel, rows: rows, columns: columns)
                    imageGradient[winner + channel] += pooledGradient[at]
                }
            }
        }
    }

    /// The offset of the first pixel of a window that has the value; of the first pixel if none has (the value is NaN).
    private func position(of value: Float, in image: ConstFloats, rows: Range<Int>, columns: Range<Int>) -> Int {
        for row in rows {
            for column in columns {
                let offset = (row * geometry.input[1] + column) * channels
                if image[offset] == value { return offset }
            }
        }
        return (rows.lowerBound * geometry.input[1] + columns.lowerBound) * channels
    }
}

/// The mean of each window, of the pixels inside the image.
package final class AveragePoolStep: Step {
    package let label: String
    package let inputCount: Int
    package let outputCount: Int
    private let geometry: WindowGeometry
    private var channels: Int { geometry.input[2] }

    init(_ geometry: WindowGeometry) {
        self.geometry = geometry
        inputCount = geometry.input.count
        outputCount = geometry.output.height * geometry.output.width * geometry.input[2]
        label = "\(geometry.window.height)x\(geometry.window.width) average pool"
    }

    package func forward(_ call: Call) {
        for sample in 0..<call.count {
            let (image, pooled) = (call.input + sample * inputCount, call.output + sample * outputCount)
            geometry.forEachWindow { window, rows, columns in
                let mean = pooled + window * channels
                mean.update(repeating: 0, count: channels)
                for row in rows {
                    for column in columns {
                        let pixel = image + (row * geometry.input[1] + column) * channels
                        for channel in 0..<channels { mean[channel] += pixel[channel] }
                    }
                }
                let share = 1 / Float(rows.count * columns.count)
                for channel in 0..<channels { mean[channel] *= share }
            }
        }
    }

    package func backward(_ call: Call) {
        guard let inputGradient = call.inputGradient else { return }
        inputGradient.update(repeating: 0, count: call.count * inputCount)
        for sample in 0..<call.count {
            let (imageGradient, pooledGradient) = (
                inputGradient + sample * inputCount, call.outputGradient + sample * outputCount
            )
            geometry.forEachWindow { window, rows, columns in
                let gradient = pooledGradient + window * channels
                let share = 1 / Float(rows.count * columns.count)
                for row in rows {
                    for column in columns {
                        let pixel = imageGradient + (row * geometry.input[1] + column) * channels
                        for channel in 0..<channels { pixel[channel] += gradient[channel] * share }
                    }
                }
            }
        }
    }
}
