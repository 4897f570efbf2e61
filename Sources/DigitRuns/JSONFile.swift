import DigitFiles

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Numbers that JSON has no words for.
private let (infinity, minusInfinity, notANumber) = ("inf", "-inf", "nan")

/// A value as JSON that people can read too: a line for each key, in snake case and sorted.
package func prettyJSON(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: infinity, negativeInfinity: minusInfinity, nan: notANumber)
    do {
        return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
    } catch { preconditionFailure("plain values can be encoded: \(error)") }
}

/// The value of a JSON text, whose keys are in snake case.
/// - Parameter path: the file it is from, for messages.
package func parseJSON<Value: Decodable>(_ bytes: [UInt8], _ path: String) throws(FileError) -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
        positiveInfinity: infinity, negativeInfinity: minusInfinity, nan: notANumber)
    do {
        return try decoder.decode(Value.self, from: Data(bytes))
    } catch DecodingError.keyNotFound(let key, _) {
        throw FileError(path: path, problem: "\(key.stringValue) expected, but it is missing")
    } catch DecodingError.typeMismatch(let type, let context), DecodingError.valueNotFound(let type, let context) {
        throw FileError(
            path: path, problem: "\(type) expected for \(context.codingPath.map(\.stringValue).joined(separator: "."))")
    } catch { throw FileError(path: path, problem: "JSON expected, found something else or a part of it") }
}
