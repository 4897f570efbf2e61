import DigitNN
import DigitTensor

/// Writes a line's glyphs on a sheet in one hand, and keeps its label.
final class LineWriter {
    let digits: SampledDigits
    let hand: Hand
    let sheet: LineSheet
    /// The baseline's row at the line's start.
    private let baseline: Float
    let rise: Float
    /// Added to every gap, in digit heights: more if a line had too many symbols for its width.
    private let extraGap: Float
    private let glyphCanvas = Canvas(largestWidth: 160, largestHeight: 110)
    private var lastSamples = [Int?](repeating: nil, count: 10)
    private(set) var symbols: [UInt8] = []
    var random: Philox

    init(
        digits: SampledDigits, hand: Hand, sheet: LineSheet, baseline: Float, extraGap: Float, random: Philox
    ) {
        (self.digits, self.hand, self.sheet, self.extraGap, self.random) = (digits, hand, sheet, extraGap, random)
        // A line this steep would leave its strip.
        let limit = 0.12 * hand.height / Float(sheet.room)
        rise = min(limit, max(-limit, hand.rise))
        self.baseline = baseline + rise * Float(sheet.room) / 2
    }

    private func baseline(at column: Float) -> Float {
        baseline - rise * column + random.normal(hand.baselineSpread) * hand.height
    }

    private var gap: Float { (hand.gap + extraGap + random.normal(hand.gapSpread)) * hand.height }

    // MARK: Symbols

    /// Writes a class of the alphabet.
    /// - Returns: false if there is no room for it.
    func write(_ symbol: UInt8, size: Float = 1, raised: Float = 0, at middle: Float? = nil) -> Bool {
        let isJoinedZero = hand.joinsZeros && symbol == NumberAlphabet.zero && symbols.last == symbol && middle == nil
        guard let glyph = glyph(of: symbol, size: isJoinedZero ? size * hand.zeroSize : size) else { return true }
        let column = middle.map { $0 - Float(glyph.width) / 2 }
        let before = sheet.last
        let isMark = NumberAlphabet.digit(of: symbol) == nil
        let gap =
            isMark
            ? max(self.gap, 0.03 * hand.height) * 0.8 : isJoinedZero ? random.uniform(-0.1...0.08) * hand.height : self.gap
        let row = baseline(at: sheet.end) - raised * hand.height
        guard sheet.put(glyph, on: sheet.ink, baseline: row, gap: gap, kerning: hand.kerning, at: column) else { return false }
        if let last = sheet.last {
            if let before, !isMark, middle == nil, NumberAlphabet.digit(of: symbols.last ?? 0) != nil {
                if isJoinedZero ? random.chance(0.7) : random.chance(hand.ligatures) { join(before, last, isZeros: isJoinedZero) }
            }
            sheet.signs.append(last)
        }
        symbols.append(symbol)
        return true
    }

    private func glyph(of symbol: UInt8, size: Float) -> LineGlyph? {
        let size = size * naturalExponential(random.normal(hand.sizeSpread))
        guard let digit = NumberAlphabet.digit(of: symbol) else {
            let mark = NumberAlphabet.character(of: symbol) ?? "."
            let path = MarkForms.path(of: mark, random: &random)
            let row = glyphCanvas.draw(path, in: hand, size: size, random: &random)
            return LineGlyph(glyphCanvas, baseline: row)
        }
        if let seed = hand.forms[digit] {
            let path = DigitForms.path(of: digit, seed: random.chance(0.85) ? seed : random.next())
            let row = glyphCanvas.draw(path, in: hand, size: size, random: &random)
            return LineGlyph(glyphCanvas, baseline: row)
        }
        let sample =
            random.chance(hand.constancy)
            ? lastSamples[digit] ?? random.pick(digits.ofDigit[digit]) : random.pick(digits.ofDigit[digit])
        lastSamples[digit] = sample
        glyphCanvas.draw(sample, of: digit, from: digits, in: hand, size: size, random: &random)
        return LineGlyph(glyphCanvas)
    }

    /// The pen's way from one digit to the next: from the first one's right side, at the top, middle or foot, to the second one's
    /// left.
    private func join(_ one: PlacedGlyph, _ other: PlacedGlyph, isZeros: Bool) {
        let leaving = isZeros && random.chance(0.6) ? random.uniform(0...0.25) : random.uniform(0.3...1)
        let reaching = random.chance(0.6) ? random.uniform(0...0.3) : random.uniform(0.3...0.9)
        let (leavingRow, reachingRow) = (one.glyph.row(at: leaving), other.glyph.row(at: reaching))
        guard let right = one.glyph.right(ofRow: leavingRow), let left = other.glyph.left(ofRow: reachingRow) else { return }
        let start = Point(Float(one.left + right), Float(one.top + leavingRow))
        let end = Point(Float(other.left + left), Float(other.top + reachingRow))
        // Nobody draws such a stroke over more than a digit's width.
        guard abs(end.x - start.x) < 0.5 * hand.height else { return }
        let middle = (start + end) / 2 + Point(0, random.uniform(-0.06...0.15) * hand.height)
        sheet.ink.curve([start, middle, end], thickness: hand.thickness * random.uniform(0.6...1))
    }

    /// A stroke over many digits' widths, as after an amount; shorter if there is not enough room.
    func writeLongDash() -> Bool {
        let start = sheet.end + max(gap, 0.1 * hand.height)
        let length = min(random.uniform(0.6...4) * hand.height, Float(sheet.room) - start - 2 - hand.thickness)
        guard length > 0.5 * hand.height else { return false }
        let y = baseline(at: start) - random.uniform(0.35...0.6) * hand.height
        let end = Point(start + length, y - rise * length + random.normal(0.05) * hand.height)
        let middle = (Point(start, y) + end) / 2 + Point(0, random.normal(0.04) * hand.height)
        sheet.ink.curve([Point(start, y), middle, end], thickness: hand.thickness)
        sheet.advance(by: end.x + hand.thickness / 2 - sheet.end)
        symbols += NumberAlphabet.symbols(of: "-") ?? []
        return true
    }

    /// Two small digits above the baseline, with or without a stroke below them.
    func writeCents() -> Bool {
        let (size, start) = (random.uniform(0.45...0.65), sheet.end)
        for _ in 0..<2 where !write(NumberAlphabet.zero + UInt8(random.integer(0...9)), size: size, raised: 1 - size) {
            return false
        }
        if random.chance(0.6) {
            let y = baseline(at: start) - hand.height * (1 - size) + hand.thickness + random.uniform(0.02...0.15) * hand.height
            for _ in 0..<random.integer(1...2) {
                let drop = random.uniform(0...0.1) * hand.height
                sheet.ink.line(
                    from: Point(start + 2, y + drop), to: Point(sheet.end, y + drop + random.normal(1)),
                    thickness: hand.thickness * 0.9)
            }
        }
        return true
    }

    /// Adds space, in digit heights.
    func leave(_ space: Float) { sheet.advance(by: space * hand.height) }

    // MARK: Other ink

    /// Notes that there is a run of other writing or print.
    func note(_ run: UInt8) {
        if symbols.last != run { symbols.append(run) }
    }

    /// A word of this many letters.
    func writeWord(_ letters: Int) {
        let size = random.uniform(0.45...1)
        for letter in 0..<letters {
            let path = StrokePath(random.pick(Letters.letters), width: random.uniform(0.4...0.7))
            let row = glyphCanvas.draw(path, in: hand, size: letter == 0 ? max(size, 0.75) : size, random: &random)
            guard let glyph = LineGlyph(glyphCanvas, baseline: row),
                sheet.put(
                    glyph, on: sheet.ink, baseline: baseline(at: sheet.end), gap: min(gap, 0.15 * hand.height),
                    kerning: hand.kerning)
            else { return }
            note(NumberAlphabet.otherWriting)
        }
    }

    /// Joined loops and waves, or a tangle.
    func scribble() {
        let width = random.uniform(0.6...3)
        let isTangle = random.chance(0.4)
        let steps = Int(width * random.uniform(3...7)) + 4
        var path = StrokePath()
        for step in 0...steps {
            let x = isTangle ? random.uniform(0...min(1.2, width)) : width * Float(step) / Float(steps) + random.normal(0.1)
            let y = isTangle ? random.uniform(0.05...1) : step % 2 == 0 ? random.uniform(0...0.5) : random.uniform(0.7...1.05)
            if step == 0 { path.start(x, y) } else { path.bend(x, y) }
        }
        putOther(path.smoothed(rounds: random.integer(1...2)))
    }

    /// A tick or a cross, as in a box to be marked.
    func checkMark() {
        var path = StrokePath()
        let (width, bottom) = (random.uniform(0.5...1), random.uniform(0.8...1))
        if random.chance(0.7) {
            path.start(0, bottom - random.uniform(0.2...0.5))
            path.straight(width * random.uniform(0.2...0.4), bottom)
            path.straight(width, bottom - random.uniform(0.6...1))
        } else {
            path.start(0, bottom - 0.6)
            path.straight(0.6, bottom)
            path.start(0.6, bottom - 0.6)
            path.straight(0, bottom)
        }
        putOther(path.smoothed(rounds: random.integer(0...1)))
    }

    /// A scribble with strokes under it, as people sign.
    func sign() {
        let start = sheet.end
        scribble()
        guard sheet.end > start + 2 else { return }
        for _ in 0..<random.integer(1...2) {
            let y = baseline(at: start) + random.uniform(-0.25...0.1) * hand.height
            sheet.ink.curve(
                [
                    Point(start, y), Point((start + sheet.end) / 2, y + random.normal(0.08) * hand.height),
                    Point(sheet.end, y - random.uniform(0...0.2) * hand.height),
                ],
                thickness: hand.thickness * 0.9)
        }
    }

    /// Digits that are crossed out with many strokes.
    func crossOut(_ count: Int) {
        let (start, before, signs) = (sheet.end, symbols, sheet.signs)
        for _ in 0..<count where !write(NumberAlphabet.zero + UInt8(random.integer(0...9))) { break }
        (symbols, sheet.signs) = (before, signs)
        guard sheet.end > start + 2 else { return }
        note(NumberAlphabet.otherWriting)
        let y = baseline(at: start) - 0.5 * hand.height
        let turns = random.integer(4...9)
        let swing = random.uniform(0.2...0.45) * hand.height
        let points = (0...turns).map { turn in
            Point(
                start + (sheet.end - start) * (Float(turn) / Float(turns) + random.normal(0.04)),
                y + (turn % 2 == 0 ? swing : -swing) * random.uniform(0.5...1.2))
        }
        if random.chance(0.5) {
            sheet.ink.polyline(points, thickness: hand.thickness)
        } else {
            sheet.ink.curve(points, thickness: hand.thickness)
        }
    }

    private func putOther(_ path: StrokePath) {
        let row = glyphCanvas.draw(path, in: hand, random: &random)
        guard let glyph = LineGlyph(glyphCanvas, baseline: row),
            sheet.put(glyph, on: sheet.ink, baseline: baseline(at: sheet.end), gap: max(gap, 0.08 * hand.height))
        else { return }
        note(NumberAlphabet.otherWriting)
    }
}
