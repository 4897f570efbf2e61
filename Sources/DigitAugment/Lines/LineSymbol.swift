/// The classes of the alphabet of numbers, as lines are labeled with them: 0 is the blank of connectionist temporal classification.
enum LineSymbol {
    /// Class 1 is the first of these.
    static let marks: [Character] = Array("0123456789.,-/:+()#$€=*%")
    /// Handwriting or ink that is no number symbol.
    static let writing: UInt8 = 25
    /// Machine print.
    static let print: UInt8 = 26

    /// The class of a digit.
    static func digit(_ digit: Int) -> UInt8 { UInt8(digit + 1) }

    /// The classes of a text of digits and marks; other characters are left out.
    static func classes(_ text: String) -> [UInt8] {
        text.compactMap { character in marks.firstIndex(of: character).map { UInt8($0 + 1) } }
    }

    /// The digit of a class, nil for others.
    static func digit(of symbol: UInt8) -> Int? { (1...10).contains(symbol) ? Int(symbol) - 1 : nil }
}
