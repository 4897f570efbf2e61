import DigitNN

/// A rule that the digits of a number obey; marks among them are ignored.
public enum Checksum: Equatable, Hashable, Sendable {
    /// Luhn's formula (ISO/IEC 7812-1, annex B), as in card numbers and IMEIs.
    case luhn
    /// ISBN of ten digits (ISO 2108:1978). The check character X is not a digit, and is not read.
    case isbn10
    /// ISBN of thirteen digits, which begin with 978 or 979.
    case isbn13
    /// EAN of thirteen digits (GS1 General Specifications, 7.9).
    case ean13
    /// EAN of eight digits.
    case ean8
    /// UPC-A, of twelve digits.
    case upc
    /// The digits of an IBAN (ISO 13616) after its country, one of `IBANCountry`: letters are not read.
    case iban(country: String)
    /// Weights of 2 to 7 from the right, repeated, then a check digit; the sum is a multiple of 11. The length must be known.
    case mod11
    /// A remainder of 1 when divided by 97 (ISO/IEC 7064, MOD 97-10).
    case mod97

    /// Parses a name such as `luhn` or `iban:DE`.
    /// - Throws: `DecodingError` that lists the names.
    public init(_ name: String) throws(DecodingError) {
        let plain: [String: Checksum] = [
            "luhn": .luhn, "isbn10": .isbn10, "isbn13": .isbn13, "ean13": .ean13, "ean8": .ean8, "upc": .upc, "mod11": .mod11,
            "mod97": .mod97,
        ]
        if let checksum = plain[name.lowercased()] {
            self = checksum
            return
        }
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts[0].lowercased() == "iban" else {
            throw DecodingError("checksum: \(Self.names.joined(separator: ", ")) expected, got \"\(name)\"")
        }
        let country = parts.count == 2 ? parts[1].uppercased() : ""
        guard IBANCountry.digits[country] != nil else {
            throw DecodingError(
                "checksum: iban: and a country whose account numbers are digits expected, such as iban:DE, got \"\(name)\"; known: "
                    + IBANCountry.digits.keys.sorted().joined(separator: " "))
        }
        self = .iban(country: country)
    }

    /// The names that are understood.
    public static let names = ["luhn", "isbn10", "isbn13", "ean13", "ean8", "upc", "iban:COUNTRY", "mod11", "mod97"]

    /// The numbers that obey it.
    /// - Parameter length: the number of digits, if known.
    /// - Throws: `DecodingError` for mod 11 without a single length, and for an unknown country.
    package func automaton(length: ClosedRange<Int>?) throws(DecodingError) -> NumberAutomaton {
        switch self {
        case .luhn: return try Self.luhnAutomaton()
        case .mod97: return try Self.remainderAutomaton()
        case .isbn10: return try WeightedSum(weights: Array((1...10).reversed()), modulus: 11).automaton()
        case .isbn13:
            return try WeightedSum(weights: Self.articleWeights(13), modulus: 10, prefix: [9, 7]).automaton(third: [8, 9])
        case .ean13: return try WeightedSum(weights: Self.articleWeights(13), modulus: 10).automaton()
        case .ean8: return try WeightedSum(weights: Self.articleWeights(8), modulus: 10).automaton()
        case .upc: return try WeightedSum(weights: Self.articleWeights(12), modulus: 10).automaton()
        case .iban(let country): return try IBANCountry.sum(country).automaton()
        case .mod11:
            guard let length, length.count == 1, length.lowerBound >= 2 else {
                throw DecodingError("checksum mod11: requires a single length of at least 2 digits")
            }
            let weights = (0..<length.lowerBound).reversed().map { $0 == 0 ? 1 : 2 + ($0 - 1) % 6 }
            return try WeightedSum(weights: weights, modulus: 11).automaton()
        }
    }

    /// 3 and 1 alternating, so that the last is 1.
    private static func articleWeights(_ count: Int) -> [Int] { (0..<count).map { (count - 1 - $0) % 2 == 0 ? 1 : 3 } }

    /// From the left it is unknown which digits are doubled: both sums are tracked.
    private static func luhnAutomaton() throws(DecodingError) -> NumberAutomaton {
        struct State: Hashable {
            /// Whether the next digit is doubled if the first sum is right.
            var doublesNext = true
            var first = 0
            var second = 0
            /// 0, 1, and 2 for more digits.
            var count = 0
        }
        return try .explored(from: State()) { state, symbol in
            if Marks.classes.contains(symbol) { return state }
            guard let digit = NumberAlphabet.digit(of: symbol) else { return nil }
            let doubled = 2 * digit / 10 + 2 * digit % 10
            return State(
                doublesNext: !state.doublesNext, first: (state.first + (state.doublesNext ? doubled : digit)) % 10,
                second: (state.second + (state.doublesNext ? digit : doubled)) % 10, count: min(2, state.count + 1))
        } accepts: {
            $0.count == 2 && ($0.doublesNext ? $0.first : $0.second) == 0
        }
    }

    /// Numbers of at least three digits: two of them are the check.
    private static func remainderAutomaton() throws(DecodingError) -> NumberAutomaton {
        struct State: Hashable {
            var remainder = 0
            var count = 0
        }
        return try .explored(from: State()) { state, symbol in
            if Marks.classes.contains(symbol) { return state }
            guard let digit = NumberAlphabet.digit(of: symbol) else { return nil }
            return State(remainder: (10 * state.remainder + digit) % 97, count: min(3, state.count + 1))
        } accepts: {
            $0.count == 3 && $0.remainder == 1
        }
    }
}

/// Numbers of this many digits whose weighted sum has a given remainder.
struct WeightedSum {
    let weights: [Int]
    let modulus: Int
    var remainder = 0
    /// The digits that they begin with.
    var prefix: [Int] = []

    private struct State: Hashable {
        var place = 0
        var sum = 0
    }

    /// - Parameter third: the digits that may follow the prefix; any if it is nil.
    func automaton(third: Set<Int>? = nil) throws(DecodingError) -> NumberAutomaton {
        try .explored(from: State()) { state, symbol in
            if Marks.classes.contains(symbol) { return state }
            guard let digit = NumberAlphabet.digit(of: symbol), state.place < weights.count else { return nil }
            if state.place < prefix.count, digit != prefix[state.place] { return nil }
            if let third, state.place == prefix.count, !third.contains(digit) { return nil }
            return State(place: state.place + 1, sum: (state.sum + weights[state.place] * digit) % modulus)
        } accepts: {
            $0.place == weights.count && $0.sum == remainder
        }
    }
}

/// Countries whose IBANs have digits only after the two letters.
public enum IBANCountry {
    /// The number of digits after the country: two check digits and the account number (SWIFT, IBAN Registry).
    public static let digits: [String: Int] = [
        "AE": 21, "AT": 18, "BA": 18, "BE": 14, "CZ": 22, "DE": 20, "DK": 16, "EE": 18, "ES": 22, "FI": 16, "HR": 19, "HU": 26,
        "IL": 21,
        "IS": 24, "LT": 18, "ME": 20, "NO": 13, "PL": 26, "PT": 23, "RS": 20, "SE": 22, "SI": 17, "SK": 22, "TN": 22, "XK": 18,
    ]

    /// The check digits come first in writing, and last in the number whose remainder is taken, after the country's letters (A is
    /// 10).
    static func sum(_ country: String) throws(DecodingError) -> WeightedSum {
        let letters = country.unicodeScalars.map { Int($0.value) - 55 }
        guard let count = digits[country], letters.count == 2 else {
            throw DecodingError("checksum: a country whose IBANs are digits expected, got \"\(country)\"")
        }
        var weights = [10, 1]
        var power = 1_000_000 % 97
        var account: [Int] = []
        for _ in 2..<count {
            account.append(power)
            power = power * 10 % 97
        }
        weights += account.reversed()
        let fixed = (letters[0] * 10_000 + letters[1] * 100) % 97
        return WeightedSum(weights: weights, modulus: 97, remainder: (1 - fixed + 97) % 97)
    }
}
