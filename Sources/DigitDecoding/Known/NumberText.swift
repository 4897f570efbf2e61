import DigitNN

/// The symbols of a number as a key; short ones, as nearly all are, need no memory of their own.
enum NumberKey: Hashable {
    case short(UInt64)
    case long([UInt8])

    init(_ symbols: [UInt8]) {
        self = symbols.count <= 12 ? .short(symbols.reduce(0) { $0 << 5 | UInt64($1) }) : .long(symbols)
    }
}

/// A text without spaces around it.
package func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    var text = text.drop(while: isSpace)
    while let last = text.last, isSpace(last) { text.removeLast() }
    return text
}

/// The symbols of a text that is a number with at least one digit; nil if it is not.
func numberSymbols(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var result: [UInt8] = []
    var hasDigit = false
    var rest = text
    while let byte = rest.popFirst() {
        switch byte {
        case 0x30...0x39:
            result.append(NumberAlphabet.zero + byte - 0x30)
            hasDigit = true
        case 0x20: continue
        case 0xE2 where rest.starts(with: [0x82, 0xAC]):
            rest = rest.dropFirst(2)
            result.append(contentsOf: NumberAlphabet.symbol(of: "€").map { [$0] } ?? [])
        default:
            guard byte < 0x80, let symbol = NumberAlphabet.symbol(of: Character(Unicode.Scalar(byte))),
                Marks.classes.contains(symbol)
            else { return nil }
            result.append(symbol)
        }
    }
    return hasDigit && result.count <= NumberConstraint.mostDigits ? result : nil
}
