import DigitDecoding
import DigitNN
import TestSupport

/// Lines as a network might output them, made by hand: peaks on blanks.
enum Line {
    /// Steps with a peak each; the rest is spread evenly over all other classes.
    static func frames(_ peaks: [(symbol: UInt8, probability: Double)]) throws -> SymbolFrames {
        var values: [Float] = []
        for (symbol, probability) in peaks {
            var row = [Float](repeating: Float((1 - probability) / 26), count: 27)
            row[Int(symbol)] = Float(probability)
            values += row
        }
        return try SymbolFrames(probabilities: values, steps: peaks.count)
    }

    /// A text as output by a confident network: each symbol in two steps, three blanks between. A space is a blank of ten steps,
    /// `_` one of print.
    static func frames(_ text: String, sure: Double = 0.9999) throws -> SymbolFrames { try frames(peaks(text, sure: sure)) }

    static func peaks(_ text: String, sure: Double = 0.9999) -> [(symbol: UInt8, probability: Double)] {
        let blank: (symbol: UInt8, probability: Double) = (NumberAlphabet.blank, sure)
        var result = [blank, blank]
        for character in text {
            switch character {
            case " ": result += [(symbol: UInt8, probability: Double)](repeating: blank, count: 10)
            case "_":
                result += [(symbol: UInt8, probability: Double)](repeating: (NumberAlphabet.print, sure), count: 6) + [blank]
            default: result += [(symbols("\(character)")[0], sure), (symbols("\(character)")[0], sure), blank, blank, blank]
            }
        }
        return result
    }

    /// A text in which one symbol may be another.
    static func frames(_ text: String, place: Int, other: Character, probability: Double) throws -> SymbolFrames {
        var rows = peaks(text).map { peak -> [Float] in
            var row = [Float](repeating: Float((1 - peak.probability) / 26), count: 27)
            row[Int(peak.symbol)] = Float(peak.probability)
            return row
        }
        // In one step, so that no string has both.
        let (first, second) = (Int(symbols(text)[place]), Int(symbols("\(other)")[0]))
        let step = 2 + 5 * place
        rows[step + 1] = rows[step - 1]
        let sum = rows[step][first] + rows[step][second]
        rows[step][first] = sum * Float(1 - probability)
        rows[step][second] = sum * Float(probability)
        return try SymbolFrames(probabilities: rows.flatMap { $0 }, steps: rows.count)
    }

    static func symbols(_ text: String) -> [UInt8] { NumberAlphabet.symbols(of: text) ?? [] }
}

/// All alignments, one by one.
struct Enumeration {
    /// The probability of each string.
    private(set) var strings: [[UInt8]: Double] = [:]

    /// Steps over a few classes: random probabilities, with none for the other classes.
    static func frames(steps: Int, classes: [UInt8], sharpness: Int, dice: inout SplitMix) throws -> SymbolFrames {
        var values: [Float] = []
        for _ in 0..<steps {
            var row = [Float](repeating: 0, count: 27)
            for symbol in classes {
                let value = Float.random(in: 0.01...1, using: &dice)
                row[Int(symbol)] = (0..<sharpness).reduce(1) { product, _ in product * value }
            }
            let sum = row.reduce(0, +)
            values += row.map { $0 / sum }
        }
        return try SymbolFrames(probabilities: values, steps: steps)
    }

    init(_ frames: SymbolFrames, classes: [UInt8]) {
        func extend(_ step: Int, _ string: [UInt8], _ last: UInt8, _ probability: Double) {
            if step == frames.steps {
                strings[string, default: 0] += probability
                return
            }
            for symbol in classes {
                let isNew = symbol != 0 && symbol != last
                extend(step + 1, isNew ? string + [symbol] : string, symbol, probability * frames.probability(step, symbol))
            }
        }
        extend(0, [], 0, 1)
    }

    /// The allowed strings, the likeliest first.
    func ranked(_ isAllowed: ([UInt8]) -> Bool = { _ in true }) -> [(symbols: [UInt8], probability: Double)] {
        strings.filter { isAllowed($0.key) }.sorted { $0.value > $1.value }.map { ($0.key, $0.value) }
    }
}

func isClose(_ one: Double, _ other: Double, within relative: Double = 1e-10) -> Bool {
    abs(one - other) <= relative * max(abs(one), abs(other)) + 1e-300
}
