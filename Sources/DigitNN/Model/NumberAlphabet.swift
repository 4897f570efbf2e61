/// The symbols of written lines of numbers, as the classes of a network that reads lines.
///
/// Class 0 is the blank of connectionist temporal classification: no symbol, or more of the one before. The ten digits follow,
/// then marks, then a class for a run of other handwriting and one for a run of machine print.
public enum NumberAlphabet {
    /// The number of classes, the blank included.
    public static let classCount = 27
    /// The class between symbols.
    public static let blank: UInt8 = 0
    /// The class of the digit 0; the others follow.
    public static let zero: UInt8 = 1
    /// Handwriting or ink that is not a symbol of a number: letters, scribbles, crossed-out digits.
    public static let otherWriting: UInt8 = 25
    /// Machine print and the words of forms.
    public static let print: UInt8 = 26

    /// The marks' characters, from class 11 on.
    private static let marks: [Character] = [".", ",", "-", "/", ":", "+", "(", ")", "#", "$", "€", "=", "*", "%"]

    /// The character of a digit or mark; `?` for other handwriting; nil for the blank, print and numbers that are not classes.
    public static func character(of symbol: UInt8) -> Character? {
        switch symbol {
        case 1...10: Character(Unicode.Scalar(UInt8(ascii: "0") + symbol - zero))
        case 11...24: marks[Int(symbol) - 11]
        case otherWriting: "?"
        default: nil
        }
    }

    /// The class of a digit, a mark or `?`; nil for other characters.
    public static func symbol(of character: Character) -> UInt8? {
        if character == "?" { return otherWriting }
        if let digit = character.wholeNumberValue, character.isASCII { return zero + UInt8(digit) }
        return marks.firstIndex(of: character).map { UInt8(11 + $0) }
    }

    /// The digit of a class, 0 ... 9; nil if it is not a digit.
    public static func digit(of symbol: UInt8) -> Int? {
        (1...10).contains(symbol) ? Int(symbol - zero) : nil
    }

    /// The text: the symbols' characters, skipping those without one.
    public static func text(of symbols: some Sequence<UInt8>) -> String {
        String(symbols.compactMap(character(of:)))
    }

    /// The classes of a text; nil if a character has none.
    public static func symbols(of text: some StringProtocol) -> [UInt8]? {
        let symbols = text.compactMap(symbol(of:))
        return symbols.count == text.count ? symbols : nil
    }
}
