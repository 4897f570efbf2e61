import DigitNN
import Testing

@Test("All classes but blank and print correspond one to one to characters")
func numberAlphabet() throws {
    let characters = (0..<UInt8(NumberAlphabet.classCount)).map(NumberAlphabet.character(of:))
    #expect(String(characters.compactMap(\.self)) == "0123456789.,-/:+()#$€=*%?")
    #expect(characters[0] == nil && characters[26] == nil)
    for (symbol, character) in characters.enumerated() {
        guard let character else { continue }
        #expect(NumberAlphabet.symbol(of: character) == UInt8(symbol))
    }
    for character: Character in ["a", "٣", "½", " ", "²"] { #expect(NumberAlphabet.symbol(of: character) == nil) }
    #expect(NumberAlphabet.character(of: 27) == nil)
    #expect((0..<30).map { NumberAlphabet.digit(of: $0) }.compactMap(\.self) == Array(0...9))
    #expect(NumberAlphabet.text(of: [8, 0, 26, 11, 6]) == "7.5")
    #expect(NumberAlphabet.symbols(of: "-12") == [13, 2, 3])
    #expect(NumberAlphabet.symbols(of: "1x") == nil)
}
