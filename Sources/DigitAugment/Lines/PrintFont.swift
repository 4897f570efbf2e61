import CPrintGlyphs

/// A printed glyph: a character as a small picture.
struct PrintedSign: Sendable {
    let width: Int
    let height: Int
    /// Pixels from the baseline up to the upper edge.
    let ascent: Int
    /// Pixels from the pen's position to the left edge.
    let bearing: Int
    /// The advance width: how far the pen moves on.
    let advance: Float
    /// Ink, 0 ... 15, row after row.
    let pixels: [UInt8]
}

/// A font of printed glyphs that are part of the program: ASCII, rendered once at one size (see Data/Print/README.md).
struct PrintFont: Sendable {
    /// The size of the em square, in pixels.
    static let em: Float = 32
    /// The width of a space.
    let blank: Float
    private let first: UInt8
    private let signs: [PrintedSign]

    /// The glyph of a character, nil if the fonts lack it.
    subscript(_ character: Character) -> PrintedSign? {
        guard let code = character.asciiValue, code >= first, Int(code - first) < signs.count else { return nil }
        return signs[Int(code - first)]
    }

    /// All fonts.
    static let all: [PrintFont] = {
        var reader = ByteReader(UnsafeRawBufferPointer(start: print_glyphs(), count: print_glyphs_size()))
        let magic = (0..<4).map { _ in reader.next() }
        let (count, first, last, em) = (reader.next(), reader.next(), reader.next(), reader.next())
        precondition(magic == Array("PRNT".utf8) && Float(em) == PrintFont.em, "Data/Print/glyphs.bin has another layout")
        return (0..<count).map { _ in
            let blank = Float(reader.next()) / 4
            return PrintFont(blank: blank, first: first, signs: (first...last).map { _ in reader.nextSign() })
        }
    }()
}

/// Reads the file of glyphs from start to end.
private struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    private var place = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func next() -> UInt8 {
        defer { place += 1 }
        return bytes[place]
    }

    mutating func nextSign() -> PrintedSign {
        let (width, height) = (Int(next()), Int(next()))
        let (ascent, bearing) = (Int(Int8(bitPattern: next())), Int(Int8(bitPattern: next())))
        let advance = Float(next()) / 4
        var pixels: [UInt8] = []
        pixels.reserveCapacity(width * height + 1)
        while pixels.count < width * height {
            let pair = next()
            pixels += [pair & 15, pair >> 4]
        }
        pixels.removeLast(pixels.count - width * height)
        return PrintedSign(width: width, height: height, ascent: ascent, bearing: bearing, advance: advance, pixels: pixels)
    }
}
