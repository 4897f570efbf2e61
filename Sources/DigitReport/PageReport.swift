import DigitJSON
import DigitReader

/// The output of `digits read --json` for a picture: its page, with the file's name and the rejected digits.
package struct PageReport: Encodable, Sendable {
    private let json: JSON

    /// - Parameters:
    ///   - file: the picture, as the user named it.
    ///   - number: the page's number from 1, if the file has pages.
    ///   - page: the reading.
    ///   - style: how numbers are printed.
    package init(file: String, number: Int? = nil, page: PageReading, style: NumberStyle) {
        let members = style.styled(page).jsonMembers { line in
            [.init("is_accepted", .bool(style.accepts(line)))]
        } ofDigit: { digit in
            [.init("is_rejected", .bool(digit.confidence < style.leastConfidence))]
        }
        let place: [JSON.Member] = [.init("file", .string(file))] + (number.map { [.init("page", .integer($0))] } ?? [])
        json = .object(place + members)
    }

    package func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }
}
