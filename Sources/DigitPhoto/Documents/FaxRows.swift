/// Counts the sound rows of a fax picture (ITU-T T.4 and T.6): decoders fill in rows that are missing or damaged, without a word.
struct FaxRows {
    /// How the rows are coded.
    enum Coding {
        case group3(isTwoDimensional: Bool)
        case group4
    }

    private let bytes: [UInt8]
    private let width: Int
    /// The next bit.
    private var position = 0

    /// The number of rows before the first that is damaged or missing; at most `height`.
    static func sound(in bytes: [UInt8], width: Int, height: Int, coding: Coding) -> Int {
        var rows = FaxRows(bytes: bytes, width: width)
        var above: [Int] = []
        for row in 0..<height {
            guard let next = rows.next(after: above, coding) else { return row }
            above = next
        }
        return height
    }

    private init(bytes: [UInt8], width: Int) { (self.bytes, self.width) = (bytes, width) }

    /// The most changes before the last of a sound row: one at each column, and one for no white at the start. Runs of no length
    /// could have as many as the file has bits.
    private var mostChanges: Int { width + 2 }

    /// The columns at which the color changes in the next row, the first to black; nil if it is damaged or missing.
    private mutating func next(after above: [Int], _ coding: Coding) -> [Int]? {
        switch coding {
        case .group4: return twoDimensional(after: above)
        case .group3(let isTwoDimensional):
            let isMarked = skipLineEnd()
            guard isTwoDimensional, isMarked else { return oneDimensional() }
            position += 1
            return bits(1, at: position - 1) == 1 ? oneDimensional() : twoDimensional(after: above)
        }
    }

    /// Skips the end of a line: at least 11 zeros and a one. False if there is none.
    private mutating func skipLineEnd() -> Bool {
        var end = position
        while end < 8 * bytes.count, bits(1, at: end) == 0 { end += 1 }
        guard end - position >= 11, end < 8 * bytes.count else { return false }
        position = end + 1
        return true
    }

    private mutating func oneDimensional() -> [Int]? {
        var changes: [Int] = []
        var (place, isBlack) = (0, false)
        while place < width {
            guard changes.count <= mostChanges, let run = run(isBlack: isBlack), place + run <= width else { return nil }
            place += run
            changes.append(place)
            isBlack.toggle()
        }
        return changes
    }

    private mutating func twoDimensional(after above: [Int]) -> [Int]? {
        var changes: [Int] = []
        // The start is before the first pixel.
        var (place, isBlack, index) = (-1, false, 0)
        while place < width {
            guard changes.count <= mostChanges else { return nil }
            while index < above.count, above[index] <= place { index += 1 }
            // Changes to black have even indices.
            let facing = index + (index.isMultiple(of: 2) == isBlack ? 1 : 0)
            let first = facing < above.count ? above[facing] : width
            switch mode() {
            case .pass?: place = facing + 1 < above.count ? above[facing + 1] : width
            case .horizontal?:
                guard let one = run(isBlack: isBlack), let other = run(isBlack: !isBlack) else { return nil }
                let start = max(place, 0) + one
                place = start + other
                guard place <= width else { return nil }
                changes += [start, place]
            case .vertical(let shift)?:
                guard first + shift >= max(place, 0), first + shift <= width else { return nil }
                place = first + shift
                changes.append(place)
                isBlack.toggle()
            case nil: return nil
            }
        }
        return changes
    }

    /// How the next changes relate to those of the row above.
    private enum Mode { case pass, horizontal, vertical(Int) }

    private static let modes: [(bits: Int, code: Int, mode: Mode)] = [
        (1, 0b1, .vertical(0)), (3, 0b011, .vertical(1)), (3, 0b010, .vertical(-1)), (3, 0b001, .horizontal), (4, 0b0001, .pass),
        (6, 0b000011, .vertical(2)), (6, 0b000010, .vertical(-2)), (7, 0b0000011, .vertical(3)), (7, 0b0000010, .vertical(-3)),
    ]

    private mutating func mode() -> Mode? {
        let found = Self.modes.first { bits($0.bits, at: position) == $0.code }
        guard let found, take(found.bits) else { return nil }
        return found.mode
    }

    /// The length of a run: multiples of 64 first, and last what is left.
    private mutating func run(isBlack: Bool) -> Int? {
        var sum = 0
        while sum <= width {
            let following = bits(FaxCodes.longest, at: position)
            let found = isBlack ? FaxCodes.black[following] : FaxCodes.white[following]
            guard let found, take(found.bits) else { return nil }
            sum += found.run
            if found.run < 64 { return sum }
        }
        return nil
    }

    /// Moves on by `count` bits; false if there are fewer.
    private mutating func take(_ count: Int) -> Bool {
        position += count
        return position <= 8 * bytes.count
    }

    /// Up to 13 bits, zeros after the end.
    private func bits(_ count: Int, at place: Int) -> Int {
        var word = 0
        for index in place / 8..<place / 8 + 3 { word = word << 8 | (index < bytes.count ? Int(bytes[index]) : 0) }
        return word >> (24 - place % 8 - count) & ((1 << count) - 1)
    }
}
