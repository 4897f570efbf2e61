import DigitImage
import DigitNN
import DigitTensor

/// The order of steps for one line: plan, hand, sheet, content, surroundings, scan.
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
    ///   - extraGap: additional space between glyphs, in digit heights.
    func compose(emptyPart: Float, extraGap: Float) -> (picture: GrayImage, symbols: [UInt8]) {
        let plan = LinePlan(emptyPart: emptyPart, random: &random)
        let height = plan.height(&random)
        // Digits of fewer pixels are illegible.
        let share = min(0.97, max(plan.digitShare(&random), 12 / Float(height)))
        let hand = Hand(height: Float(height) * share, mild: isMild, random: &random)
        let margin =
            random.chance(0.1)
            ? random.uniform(-0.05...0) : random.chance(0.7) ? random.uniform(0...0.5) : random.uniform(0.5...1.5)
        let sheet = LineSheet(
            height: height, room: maximumWidth * height / LineStrip.height, start: min(margin * hand.height, 12))
        let slack = (1 - share) / 2
        let offset = min(slack + 0.03, max(-slack - 0.03, random.normal(0.05 + 0.4 * slack)))
        let baseline = Float(height) * (0.5 + offset) + hand.height / 2
        let writer = LineWriter(
            digits: digits, hand: hand, sheet: sheet, baseline: baseline, extraGap: extraGap, random: random)
        let cells = fill(writer, plan)
        if plan != .print { writer.printAtEdges(plan == .tallCells ? 0.3 : isMild ? 0.05 : 0.1) }
        random = writer.random
        cut(sheet, cells, hand)
        addSurroundings(sheet, baseline: baseline, cells, plan, hand)
        let scan = LineScan(
            sheet, thickness: hand.thickness, hasPrint: writer.symbols.contains(NumberAlphabet.print),
            oneBitPart: plan.oneBitPart,
            isMild: isMild)
        return (scan.makePicture(&random).image, writer.symbols)
    }

    /// Writes the content; returns the cells that it is written in, if any.
    private func fill(_ writer: LineWriter, _ plan: LinePlan) -> LineCells? {
        switch plan {
        case .print: writer.printLine()
        case .noNumber: writer.writeNoNumber()
        case .numbers: writer.writeNumbers()
        case .cells, .tallCells:
            guard let cells = LineCells(on: writer.sheet, hand: writer.hand, plan: plan, random: &writer.random) else {
                writer.writeNumbers()
                return nil
            }
            writer.writeInCells(cells)
            return cells
        }
        return nil
    }

    private func cut(_ sheet: LineSheet, _ cells: LineCells?, _ hand: Hand) {
        let end = max(sheet.end, cells?.end ?? 0)
        let margin = random.chance(0.7) ? random.uniform(0...0.5) : random.uniform(0.5...1.5)
        let least = random.uniform(0.2...0.9) * Float(sheet.room)
        sheet.cut(toWidth: Int(sheet.end < 4 ? least : max(8, end + margin * hand.height)))
    }

    private func addSurroundings(
        _ sheet: LineSheet, baseline: Float, _ cells: LineCells?, _ plan: LinePlan, _ hand: Hand
    ) {
        if let cells {
            if plan == .tallCells || random.chance(0.92) { sheet.addCells(cells, random: &random) }
        } else {
            if random.chance(plan == .print ? 0.1 : 0.35) { sheet.addRules(baseline: baseline, random: &random) }
            if random.chance(0.06) { sheet.addUprights(random: &random) }
        }
        let canvas = Canvas(largestWidth: 160, largestHeight: 110)
        let glyph = { (random: inout Philox) -> LineGlyph? in
            let digit = random.integer(0...9)
            canvas.draw(
                random.pick(self.digits.ofDigit[digit]), of: digit, from: self.digits, in: hand, size: 1, random: &random)
            return LineGlyph(canvas)
        }
        if random.chance(isMild ? 0.1 : 0.2) { sheet.addNeighbors(glyph, random: &random) }
        // With nothing darker beside it, it would be a number itself.
        if !sheet.signs.isEmpty, random.chance(isMild ? 0.03 : 0.06) { sheet.addBack(glyph, random: &random) }
    }
}
