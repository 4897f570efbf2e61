import DigitJSON
import Foundation
import Testing

/// Foundation's coders, with the strategies that ours always use.
struct CodingTests {
    enum Kind: String, Codable { case small, veryLarge }

    struct Sample: Codable, Equatable {
        struct Inner: Codable, Equatable {
            var lossSum: String
            var f1, top5Accuracy: Double?
            var list: [[Int]]
        }

        var seed: UInt64 = .max
        var smallest: Int64 = .min
        var learningRate = 0.1
        var float = Float(0.7)
        var numbers = [0.0, -0.0, 1, 1e16, 1e15, 123_456_789.5, 1e-5, 1e300, .leastNonzeroMagnitude, 1e22, .pi]
        var floats: [Float] = [1e10, 16_777_216, .leastNonzeroMagnitude, 3.4e38, -1]
        var isRight = true, kind = Kind.veryLarge
        var text = String(String.UnicodeScalarView((0...0x7F).map { Unicode.Scalar(UInt8($0)) })) + "é\u{2028}€𝄞/\u{FFFD}"
        var optional: Int?
        var optionals: [Int?] = [1, nil]
        var empty: [Int] = []
        var settings = ["learning-rate": "a", "batchSize": "b", "A": "c", "a10": "d", "a2": "e"]
        var noSettings: [String: Int] = [:]
        var inner = [Inner(lossSum: "x", f1: 1, list: [[], [1, 2]]), Inner(lossSum: "", list: [])]
    }

    struct Names: Encodable {
        let myURLProperty = 1, aB = 2, URL = 3, f1 = 4, x2Y = 5, _under = 6, lastABC = 7, A = 8, already_snake = 9, AB = 10,
            ABc = 11, XMLData = 12
    }

    private func foundation(_ value: some Encodable, pretty: Bool) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private func foundation<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try decoder.decode(type, from: Data(text.utf8))
    }

    private func ours<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        try SnakeCaseDecoder().decode(type, from: Array(text.utf8))
    }

    @Test(arguments: [false, true]) func bytesAreFoundations(pretty: Bool) throws {
        let encoder = SnakeCaseEncoder(isPretty: pretty, writesNonFinite: true)
        func compare(_ value: some Encodable) throws {
            let (ours, reference) = (try encoder.encode(value), try foundation(value, pretty: pretty))
            #expect(ours == reference, "\(ours.commonPrefix(with: reference).suffix(40))")
        }
        try compare(Sample())
        try compare([Sample(), Sample()])
        try compare([Double.nan, .infinity, -.infinity])
        try compare([Float.nan, -.infinity])
        try compare([Int]())
        try compare([String: Int]())
        try compare(["a": [String: [Int]](), "b": ["c": []]])
        try compare(Names())
        try compare("text")
        try compare(Optional<Int>.none)
        try compare(JSON.object([.init("b", [1, 0.5, nil]), .init("aB", .object([]))]))
    }

    @Test func whatIsWrittenIsRead() throws {
        for pretty in [false, true] {
            let text = try SnakeCaseEncoder(isPretty: pretty).encode(Sample())
            #expect(try ours(Sample.self, text) == Sample())
            #expect(try ours(Sample.self, text) == foundation(Sample.self, text))
        }
        #expect(try ours([Double].self, #"["inf", "-inf"]"#) == [.infinity, -.infinity])
        #expect(try ours([Float].self, #"["nan"]"#)[0].isNaN)
    }

    @Test func aNumberWithoutAWord() throws {
        #expect(throws: EncodingError.self) { try SnakeCaseEncoder().encode([1, Double.nan]) }
        #expect(throws: EncodingError.self) { try SnakeCaseEncoder().encode(Float.infinity) }
    }

    /// The kind of an error, and its path.
    private func outcome<Value: Decodable>(_ decode: () throws -> Value) -> String {
        func path(_ keys: [any CodingKey]) -> String {
            keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        }
        do {
            return "\(try decode())"
        } catch DecodingError.keyNotFound(let key, let context) {
            return "missing \(path(context.codingPath + [key]))"
        } catch DecodingError.typeMismatch(let type, let context) {
            return "mismatch \(type) \(path(context.codingPath))"
        } catch DecodingError.valueNotFound(let type, let context) {
            return "null \(type) \(path(context.codingPath))"
        } catch DecodingError.dataCorrupted {
            // Foundation does not say where an out-of-range number is.
            return "corrupted"
        } catch is JSONReader.Failure {
            return "corrupted"
        } catch { return "\(error)" }
    }

    struct Small: Decodable {
        struct Inner: Decodable { let list: [Int8] }
        let count: Int
        let learningRate: Double?
        let name: String?
        let inner: Inner?
        let flag: Bool?
        let kind: Kind?
        let map: [String: Float]?
    }

    @Test(arguments: [
        "{}", "[]", "1", "null", "\"x\"", "", "{", #"{"count":1}"#, #"{"count":1.0}"#, #"{"count":1e2}"#, #"{"count":1.5}"#,
        #"{"count":1e300}"#, #"{"count":9223372036854775808}"#, #"{"count":"1"}"#, #"{"count":null}"#, #"{"count":true}"#,
        #"{"count":[]}"#, #"{"count":-0}"#, #"{"count":1,"learning_rate":"x"}"#, #"{"count":1,"learning_rate":1e400}"#,
        #"{"count":1,"learning_rate":null}"#, #"{"count":1,"learning_rate":false}"#,
        #"{"count":1,"learning_rate":[1]}"#, #"{"count":1,"learningRate":2}"#, #"{"count":1,"name":1}"#,
        #"{"count":1,"name":"€"}"#,
        #"{"count":1,"inner":{}}"#, #"{"count":1,"inner":[]}"#, #"{"count":1,"inner":{"list":[1,300]}}"#,
        #"{"count":1,"inner":{"list":[1,null]}}"#, #"{"count":1,"inner":{"list":["1"]}}"#, #"{"count":1,"inner":{"list":{}}}"#,
        #"{"count":1,"inner":{"list":null}}"#, #"{"count":1,"flag":1}"#, #"{"count":1,"flag":"true"}"#,
        #"{"count":1,"kind":"small"}"#,
        #"{"count":1,"kind":"large"}"#, #"{"count":1,"map":{"a_b":1}}"#, #"{"count":1,"map":{"a_b":3.5e38}}"#,
        #"{"count":1,"map":{"a":"x"}}"#, #"{"count":1,"count":2}"#, #"{"count":01}"#, #"{"count":1} 2"#,
    ])
    func errorsAreFoundations(text: String) {
        #expect(outcome { try ours(Small.self, text) } == outcome { try foundation(Small.self, text) })
    }
}
