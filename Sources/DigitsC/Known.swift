import CDigits
import DigitDecoding
import DigitJSON

/// What is known about numbers, from a JSON text.
struct Known {
    private var description = NumberDescription()
    private var numbers: [String]?

    /// Parses an object with the keys of `NumberDescription`, and `among`. Null stands for nothing, like a missing key.
    /// - Throws: `Failure` that names the key that is unknown, or whose value is of another kind.
    init(_ text: String) throws(Failure) {
        var reader = JSONReader(Array(text.utf8))
        var failure: Failure?
        do throws(JSONReader.Failure) {
            try reader.members { key, reader throws(JSONReader.Failure) in
                if key == "among", reader.next == UInt8(ascii: "[") {
                    numbers = try Self.texts(&reader, of: key)
                    return
                }
                let value = try reader.value()
                do throws(Failure) { try set(key, to: value) } catch { failure = failure ?? error }
            }
            try reader.end()
        } catch { throw Failure(DIGITS_INVALID_ARGUMENT, "known: \(error)") }
        if let failure { throw failure }
    }

    /// A list, element by element: a million values at once would be too many.
    static func texts(_ reader: inout JSONReader, of key: String) throws(JSONReader.Failure) -> [String] {
        var texts: [String] = []
        try reader.elements { reader throws(JSONReader.Failure) in
            guard reader.next == UInt8(ascii: "\"") else {
                throw reader.failure("\(key): a list of strings expected, found another value")
            }
            texts.append(try reader.string())
        }
        return texts
    }

    private mutating func set(_ key: String, to value: JSON) throws(Failure) {
        switch (key, value) {
        case (_, .null) where key == "among" || NumberDescription.names.contains(key): return
        case ("decimals", .integer(let count)): description.decimals = count
        case ("length", .integer(let count)): description.length = "\(count)"
        case ("length", .string(let text)), ("pattern", .string(let text)), ("checksum", .string(let text)),
            ("range", .string(let text)):
            do throws(DecodingError) { try description.set(key, to: text) } catch {
                throw Failure(DIGITS_INVALID_ARGUMENT, "\(error)")
            }
        default: throw Self.wrong(key, value)
        }
    }

    private static func wrong(_ key: String, _ value: JSON) -> Failure {
        let kinds = [
            "length": "a string such as \"4..6\" or a number", "pattern": "a string", "checksum": "a string", "range": "a string",
            "decimals": "a whole number", "among": "a list of strings",
        ]
        guard let kind = kinds[key] else {
            let keys = NumberDescription.names + ["among"]
            return Failure(DIGITS_INVALID_ARGUMENT, "known: \(keys.joined(separator: ", ")) expected, got \"\(key)\"")
        }
        return Failure(DIGITS_INVALID_ARGUMENT, "\(key): \(kind) expected, got \(value.excerpt)")
    }

    /// The constraint; nil if nothing is known.
    /// - Throws: `Failure` that says what is not understood, or that no number is allowed.
    func constraint() throws(Failure) -> NumberConstraint? {
        var list: NumberList?
        if let numbers {
            do throws(DecodingError) { list = try NumberList(numbers: numbers) } catch {
                throw Failure(DIGITS_INVALID_ARGUMENT, "among: \(error)")
            }
        }
        do throws(DecodingError) { return try description.constraint(among: list) } catch {
            throw Failure(DIGITS_INVALID_ARGUMENT, "\(error)")
        }
    }
}
