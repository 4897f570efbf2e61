/// The different numbers of a list, in its order.
struct NumberListEntries: Sendable {
    /// Those of all numbers, one after the other.
    private(set) var symbols: [UInt8] = []
    private var symbolStarts: [UInt32] = [0]
    /// UTF-8, if it is more than the symbols' characters.
    private var texts: [UInt8] = []
    private var textStarts: [UInt32] = [0]

    /// The most numbers of a list.
    static let most = 4_000_000

    var count: Int { symbolStarts.count - 1 }

    mutating func append(_ number: some Collection<UInt8>, text: some Collection<UInt8>) {
        symbols += number
        symbolStarts.append(UInt32(symbols.count))
        texts += text
        textStarts.append(UInt32(texts.count))
    }

    /// The places of a number's symbols.
    func places(_ entry: Int) -> Range<Int> { Int(symbolStarts[entry])..<Int(symbolStarts[entry + 1]) }

    func symbols(_ entry: Int) -> ArraySlice<UInt8> { symbols[places(entry)] }

    func text(_ entry: Int) -> String {
        String(decoding: texts[Int(textStarts[entry])..<Int(textStarts[entry + 1])], as: UTF8.self)
    }
}
