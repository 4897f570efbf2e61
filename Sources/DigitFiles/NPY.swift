/// Writes values as a NumPy array file, float32 in row-major order, which `numpy.load(path)` reads.
///
/// The format is version 1.0 of https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
/// - Parameters:
///   - shape: the axis sizes, outermost first; empty for a scalar. Their product is the number of values.
///   - values: the elements, last axis fastest.
///   - path: the file to create or replace.
/// - Throws: `FileError` if the file cannot be written.
public func writeNPY(shape: [Int], values: [Float], to path: String) throws(FileError) {
    precondition(shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == values.count, "\(values.count) values for shape \(shape)")
    var bytes = npyHeader(shape: shape)
    let words = values.map(\.bitPattern.littleEndian)
    words.withUnsafeBytes { bytes.append(contentsOf: $0) }
    try writeFile(bytes, to: path)
}

/// The magic number, version and the array's description, padded so that the values begin at a multiple of 64 bytes.
private func npyHeader(shape: [Int]) -> [UInt8] {
    let sizes = shape.count == 1 ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
    let description = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(sizes)), }"
    let prefix: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    let used = prefix.count + 2 + description.utf8.count + 1
    let padding = (64 - used % 64) % 64
    let length = description.utf8.count + padding + 1
    precondition(length <= UInt16.max, "a NumPy array has at most 64 axes")
    return prefix + [UInt8(length & 255), UInt8(length >> 8)]
        + Array(description.utf8) + Array(repeating: UInt8(ascii: " "), count: padding) + [UInt8(ascii: "\n")]
}
