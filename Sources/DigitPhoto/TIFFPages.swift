/// How many pages the bytes of an image file have: more than 1 in some TIFF files, of which only the first is read.
///
/// Follows the chain of image file directories (TIFF 6.0, section 2), as far as it makes sense.
public func pageCount(_ bytes: [UInt8]) -> Int {
    guard ImageFormat(of: bytes) == .tiff else { return 1 }
    let isLittle = bytes[0] == 0x49
    func number(at place: Int, bytes count: Int) -> Int? {
        guard place >= 0, place <= bytes.count - count else { return nil }
        let digits = bytes[place..<place + count]
        return (isLittle ? Array(digits.reversed()) : Array(digits)).reduce(0) { $0 << 8 | Int($1) }
    }
    var seen = Set<Int>()
    var next = number(at: 4, bytes: 4) ?? 0
    // A directory's entries have 12 bytes each; behind them is the place of the next one, 0 for none.
    while next != 0, seen.insert(next).inserted, let entries = number(at: next, bytes: 2) {
        guard let following = number(at: next + 2 + 12 * entries, bytes: 4) else { break }
        next = following
    }
    return max(1, seen.count)
}
