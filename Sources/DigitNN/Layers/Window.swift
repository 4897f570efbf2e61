import DigitTensor

/// The padding at the border of an image, in Keras's terms.
public enum Padding: String, Sendable {
    /// Windows stay inside the image.
    case valid
    /// Zeros are added so that stride 1 keeps the size; with an odd number of them, the extra one is at the bottom and right.
    case same
}

/// The geometry of windows that slide over an image, for convolutions and pools.
package struct WindowGeometry: Equatable, Sendable {
    package let input: Shape
    package let window: Size2D
    package let strides: Size2D
    /// The rows of padding above, and the columns of padding on the left.
    package let before: Size2D
    /// Output rows and columns.
    package let output: Size2D

    /// TensorFlow's rule: "valid" gives floor((in - k) / s) + 1; "same" gives ceil(in / s) and splits the required zeros.
    package init(input: Shape, window: Size2D, strides: Size2D, padding: Padding) {
        func along(_ size: Int, _ window: Int, _ stride: Int) -> (before: Int, output: Int) {
            switch padding {
            case .valid: return (0, size < window ? 0 : (size - window) / stride + 1)
            case .same:
                let output = (size + stride - 1) / stride
                return (max((output - 1) * stride + window - size, 0) / 2, output)
            }
        }
        let rows = along(input[0], window.height, strides.height)
        let columns = along(input[1], window.width, strides.width)
        self.input = input
        self.window = window
        self.strides = strides
        before = Size2D(rows.before, columns.before)
        output = Size2D(rows.output, columns.output)
    }
}

extension Layer {
    /// The geometry of this layer's windows, checked.
    func geometry(
        for input: Shape, window: Size2D, strides: Size2D, padding: Padding
    ) throws(NetworkError) -> WindowGeometry {
        try requireImage(input)
        try requirePositive("window size", window.height, window.width)
        try requirePositive("strides", strides.height, strides.width)
        let geometry = WindowGeometry(input: input, window: window, strides: strides, padding: padding)
        guard geometry.output.height > 0, geometry.output.width > 0 else {
            throw failure("input of at least \(window.height)x\(window.width) pixels expected, got \(input)")
        }
        return geometry
    }
}
