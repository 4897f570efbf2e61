import DigitJSON

// A page's reading as JSON: the same for the command line, the server and C.

extension PageReading {
    /// The members `width`, `height`, `turn`, `lines`, `misfits`, `left_out` and `omitted_lines`. Boxes are in pixels of the upright picture.
    /// - Parameters:
    ///   - ofLine: a number's additional members.
    ///   - more: a digit's members in addition to `digit`, `confidence`, `box` and `alternatives`.
    package func jsonMembers(
        ofLine: (LineReading) -> [JSON.Member] = { _ in [] }, ofDigit more: (DigitReading) -> [JSON.Member]
    ) -> [JSON.Member] {
        [
            .init("width", .integer(width)), .init("height", .integer(height)), .init("turn", .integer(turn)),
            .init("lines", .array(lines.map { .object($0.jsonMembers(ofDigit: more) + ofLine($0)) })),
            .init("misfits", .array(misfits.map { .object($0.jsonMembers(ofDigit: more) + ofLine($0)) })),
            .init("left_out", .array(leftOut.map(\.json))), .init("omitted_lines", .integer(omittedLines)),
        ]
    }
}

extension LineReading {
    /// `entry`, `row` and `column` are present if they have a value; rows and columns are counted from 1.
    fileprivate func jsonMembers(ofDigit more: (DigitReading) -> [JSON.Member]) -> [JSON.Member] {
        var members: [JSON.Member] = [
            .init("text", .string(text)), .init("digits_text", .string(digitsText)), .init("confidence", JSON(confidence)),
            .init("digits_confidence", JSON(digitsConfidence)), .init("box", box.json),
            .init("digits", .array(digits.map { .object($0.jsonMembers + more($0)) })),
            .init("symbols", .array(symbols.map(\.json))), .init("alternatives", .array(alternatives.map(\.json))),
        ]
        if let entry { members.append(.init("entry", .string(entry))) }
        if let cell { members += [.init("row", .integer(cell.row + 1)), .init("column", .integer(cell.column + 1))] }
        return members
    }
}

extension LineReading.Alternative {
    fileprivate var json: JSON { ["text": .string(text), "confidence": JSON(confidence)] }
}

extension LeftOutLine {
    fileprivate var json: JSON { ["reason": .string(reason.rawValue), "text": .string(text), "box": box.json] }
}

extension SymbolReading {
    /// Without `box` if a pattern has inserted it. The `symbol` of an alternative is null for no symbol.
    fileprivate var json: JSON {
        var members: [JSON.Member] = [.init("symbol", .string(String(character))), .init("confidence", JSON(confidence))]
        if let box { members.append(.init("box", box.json)) }
        let others: [JSON] = alternatives.map {
            ["symbol": $0.character.map { JSON.string(String($0)) } ?? .null, "confidence": JSON($0.confidence)]
        }
        return .object(members + [.init("alternatives", .array(others))])
    }
}

extension DigitReading {
    fileprivate var jsonMembers: [JSON.Member] {
        let others: [JSON] = alternatives.map { ["digit": .integer($0.digit), "confidence": JSON($0.confidence)] }
        return [
            .init("digit", .integer(digit)), .init("confidence", JSON(confidence)), .init("box", box.json),
            .init("alternatives", .array(others)),
        ]
    }

    /// The other possible digits with a probability of at least one percent, the most likely first.
    private var alternatives: [(digit: Int, confidence: Float)] {
        let isDigit = probabilities[digit] > 0 ? min(1, confidence / probabilities[digit]) : 1
        return probabilities.indices.map { (digit: $0, confidence: isDigit * probabilities[$0]) }
            .filter { $0.digit != digit && $0.confidence >= 0.01 }
            .sorted { ($1.confidence, $0.digit) < ($0.confidence, $1.digit) }
    }
}

extension PixelBox {
    fileprivate var json: JSON {
        ["x": .integer(x), "y": .integer(y), "width": .integer(width), "height": .integer(height)]
    }
}
