/// The different numbers of a list, in its order.
struct NumberListEntries: Sendable {
    private var symbols: [UInt8] = []
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

    func symbols(_ entry: Int) -> ArraySlice<UInt8> { symbols[Int(symbolStarts[entry])..<Int(symbolStarts[entry + 1])] }

    func text(_ entry: Int) -> String {
        String(decoding: texts[Int(textStarts[entry])..<Int(textStarts[entry + 1])], as: UTF8.self)
    }

    func filtered(_ isAllowed: ([UInt8]) -> Bool) -> NumberListEntries {
        var result = NumberListEntries()
        for entry in 0..<count where isAllowed(Array(symbols(entry))) {
            result.append(symbols(entry), text: texts[Int(textStarts[entry])..<Int(textStarts[entry + 1])])
        }
        return result
    }
}
