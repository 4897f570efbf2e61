import DigitFiles
import DigitJSON
import DigitKeras
import DigitNN

/// Any JSON text: what is read can be written and read again.
func readJSON(_ bytes: [UInt8]) {
    var reader = JSONReader(bytes)
    _ = try? reader.tensor()
    reader = JSONReader(bytes)
    let isSkipped = isSkippable(&reader)
    guard let value = try? JSONReader.value(of: bytes) else { return }
    precondition(isSkipped, "what is read can be read over")
    let text = Array(value.text.utf8)
    let again = try? JSONReader.value(of: text, dialect: .python)
    precondition(again.map { Array($0.text.utf8) == text } ?? false, "JSON is read back")
}

private func isSkippable(_ reader: inout JSONReader) -> Bool {
    do throws(JSONReader.Failure) {
        try reader.skip()
        try reader.end()
        return true
    } catch { return false }
}

/// The configuration of a model and of its training, as `digits_model_create` and `digits_model_compile` take them.
func readConfiguration(_ bytes: [UInt8]) {
    // Only for small models, as weights are allocated.
    guard bytes.count < 20_000, !hasLargeNumber(bytes) else { return }
    _ = try? KerasTraining(configuration: bytes)
    guard let model = try? KerasModel.make(architecture: bytes, seed: 1) else { return }
    guard let text = try? KerasModel.architecture(of: model) else { return }
    precondition((try? KerasModel.make(architecture: Array(text.utf8), seed: 1)) != nil, "what is written can be read")
    _ = model.planDescription
}

private func hasLargeNumber(_ bytes: [UInt8]) -> Bool {
    var digits = 0
    for byte in bytes {
        digits = (0x30...0x39).contains(byte) ? digits + 1 : 0
        if digits > 3 { return true }
    }
    return false
}

/// An HDF5 file: everything in it, and as a model.
func readHDF5(_ bytes: [UInt8]) {
    if let root = try? H5File(bytes: bytes, name: "file").root { walk(root, depth: 0) }
    _ = try? KerasModel.load(bytes: bytes, name: "file")
}

private func walk(_ group: H5Group, depth: Int) {
    guard depth < 8, let names = try? group.memberNames() else { return }
    for name in names.prefix(50) {
        _ = try? group.strings(attribute: name)
        if let dataset = try? group.dataset(name) { _ = try? dataset.tensor() }
        if let member = try? group.group(name) { walk(member, depth: depth + 1) }
    }
}

/// A `.keras` file, and its parts separately.
func readKeras(_ bytes: [UInt8]) {
    _ = try? KerasModel.load(bytes: bytes, name: "file")
    guard let archive = try? ZipReader(bytes: bytes, name: "file") else { return }
    for name in archive.names { _ = try? archive.member(name) }
}
