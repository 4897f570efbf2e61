import DigitFiles
import DigitNN
import DigitTensor

extension Subject {
    /// The weights in a file of raw little-endian float32 values: every weight of `model` in Keras's order, one after the other.
    /// - Throws: `FileError` if the file cannot be read or has another size.
    static func weights(_ path: String, like model: Sequential) throws -> [[Tensor]] {
        let bytes = try readFile(path, limit: 1 << 26)
        guard bytes.count == model.parameterCount * 4 else {
            throw FileError(path: path, problem: "\(model.parameterCount) float32 values expected, found \(bytes.count) bytes")
        }
        let values = bytes.withUnsafeBytes { raw in
            (0..<model.parameterCount).map {
                Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self)))
            }
        }
        var rest = values[...]
        return model.parameters.map { layer in
            layer.map { parameter in
                defer { rest = rest.dropFirst(parameter.shape.count) }
                return Tensor(shape: parameter.shape, scalars: Array(rest.prefix(parameter.shape.count)))
            }
        }
    }
}
