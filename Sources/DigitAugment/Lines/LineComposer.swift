import DigitImage
import DigitTensor

/// The order of events for one line: hand, sheet, content, surroundings, scan.
final class LineComposer {
    private let digits: SampledDigits
    private let maximumWidth: Int
    private let isMild: Bool
    private(set) var random: Philox

    init(digits: SampledDigits, maximumWidth: Int, isMild: Bool, random: Philox) {
        (self.digits, self.maximumWidth, self.isMild, self.random) = (digits, maximumWidth, isMild, random)
    }

    /// Makes a line's crop, as from a page, and its symbols.
    /// - Parameters:
    ///   - emptyPart: the probability that it shows no number.
    ///   - extraGap: more space between signs, in digit heights.
    func compose(emptyPart: Float, extraGap: Float) -> (picture: GrayImage, symbols: [UInt8]) {
        let height = random.chance(0.15) ? random.integer(14...24) : random.integer(24...60)
        let share = random.uniform(0.55...0.97)
        let hand = Hand(height: Float(height) * share, mild: isMild, random: &random)
        let margin =
            random.chance(0.1)
            ? random.uniform(-0.05...0) : random.chance(0.7) ? random.uniform(0...0.5) : random.uniform(0.5...1.5)
        let sheet = LineSheet(
            height: height, room: maximumWidth * height / LineStrip.height, start: min(margin * hand.height, 12))
        let slack = (1 - share) / 2
        let baseline = Float(height) * (0.5 + min(slack + 0.03, max(-slack - 0.03, random.normal(0.07)))) + hand.height / 2
        let writer = LineWriter(
            digits: digits, hand: hand, sheet: sheet, baseline: baseline, extraGap: extraGap, random: random)
        let cells = fill(writer, emptyPart: emptyPart)
        random = writer.random
        cut(sheet, cells, hand)
        addSurroundings(sheet, baseline: baseline, cells, hand)
        let picture = Canvas(largestWidth: sheet.room, largestHeight: height)
        sheet.paint(
            on: picture, thickness: hand.thickness, hasPrint: writer.symbols.contains(LineSymbol.print), mild: isMild,
            random: &random)
        return (picture.image, writer.symbols)
    }

    /// Writes the content; returns the cells that it stands in, if any.
    private func fill(_ writer: LineWriter, emptyPart: Float) -> LineCells? {
        if writer.random.chance(emptyPart) {
            writer.writeNoNumber()
            return nil
        }
        guard writer.random.chance(0.13) else {
            writer.writeNumbers()
            return nil
        }
        let (sheet, hand) = (writer.sheet, writer.hand)
        let pitch = max(0.7, writer.random.uniform(0.75...1.5)) * hand.height
        let most = Int((Float(sheet.room) - sheet.end - 2) / pitch)
        guard most >= 1 else {
            writer.writeNumbers()
            return nil
        }
        let count = most > 3 ? writer.random.integer(most / 2...most) : writer.random.integer(1...most)
        let cells = LineCells(start: max(1, sheet.end), pitch: pitch, count: count)
        writer.writeInCells(cells)
        return cells
    }

    private func cut(_ sheet: LineSheet, _ cells: LineCells?, _ hand: Hand) {
        let end = max(sheet.end, cells.map { $0.start + Float($0.count) * $0.pitch } ?? 0)
        let margin = random.chance(0.7) ? random.uniform(0...0.5) : random.uniform(0.5...1.5)
        let least = random.uniform(0.2...0.9) * Float(sheet.room)
        sheet.cut(toWidth: Int(sheet.end < 4 ? least : max(8, end + margin * hand.height)))
    }

    private func addSurroundings(_ sheet: LineSheet, baseline: Float, _ cells: LineCells?, _ hand: Hand) {
        if let cells {
            if random.chance(0.92) { sheet.addCells(cells, random: &random) }
        } else {
            if random.chance(0.35) { sheet.addRules(baseline: baseline, random: &random) }
            if random.chance(0.06) { sheet.addUprights(random: &random) }
        }
        guard random.chance(isMild ? 0.1 : 0.2) else { return }
        let canvas = Canvas(largestWidth: 160, largestHeight: 110)
        sheet.addNeighbors(
            { random in
                let digit = random.integer(0...9)
                canvas.draw(random.pick(digits.ofDigit[digit]), of: digit, from: digits, in: hand, size: 1, random: &random)
                return LineGlyph(canvas)
            }, random: &random)
    }
}
