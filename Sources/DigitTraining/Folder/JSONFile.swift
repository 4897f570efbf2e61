import DigitFiles
import DigitJSON

/// A value as human-readable JSON: a line for each key, in snake case and sorted.
package func prettyJSON(_ value: some Encodable) -> [UInt8] {
    do {
        return Array((try SnakeCaseEncoder(isPretty: true, writesNonFinite: true).encode(value) + "\n").utf8)
    } catch { preconditionFailure("plain values can be encoded: \(error)") }
}

/// Decodes a JSON text with keys in snake case.
/// - Parameter path: its file, for messages.
package func parseJSON<Value: Decodable>(_ bytes: [UInt8], _ path: String) throws(FileError) -> Value {
    do {
        return try SnakeCaseDecoder().decode(Value.self, from: bytes)
    } catch let error as SettingError {
        throw FileError(path: path, problem: error.description)
    } catch DecodingError.keyNotFound(let key, let context) {
        throw FileError(path: path, problem: "\(jsonPath(context.codingPath + [key])): a value expected, but it is missing")
    } catch DecodingError.typeMismatch(let type, let context), DecodingError.valueNotFound(let type, let context) {
        throw FileError(path: path, problem: "\(jsonPath(context.codingPath)): \(type) expected, got something else")
    } catch DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty {
        throw FileError(path: path, problem: "\(jsonPath(context.codingPath)): \(context.debugDescription)")
    } catch { throw FileError(path: path, problem: "JSON expected, found something else or an incomplete file") }
}

/// A path in JSON, such as `history[2].val_loss`.
private func jsonPath(_ keys: [any CodingKey]) -> String {
    keys.reduce("") { path, key in
        if let index = key.intValue { return "\(path)[\(index)]" }
        return (path.isEmpty ? "" : path + ".") + words(of: key.stringValue).joined(separator: "_")
    }
}
