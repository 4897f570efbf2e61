import DigitNN
import DigitTensor

/// Boxes for digits side by side, in pixels.
struct LineCells {
    let start: Float
    let pitch: Float
    let count: Int
    /// The distances of digits from their boxes' centers, horizontally and vertically, in units of the pitch and of a digit's
    /// height.
    let spread: (along: Float, up: Float)
    /// The space between two boxes.
    let gap: Float

    var end: Float { start + Float(count) * pitch }

    /// As many boxes as fit, up to about nine; nil if none fits.
    init?(on sheet: LineSheet, hand: Hand, plan: LinePlan, random: inout Philox) {
        let isTall = plan == .tallCells
        let side = isTall ? Float(sheet.height) * random.uniform(0.55...1) : hand.height * random.uniform(0.75...1.5)
        pitch = max(side, 0.75 * hand.height * hand.aspect)
        start = max(1, sheet.end)
        let most = Int((Float(sheet.room) - start - 2) / pitch)
        guard most >= 1 else { return nil }
        count =
            isTall && most >= 9 && random.chance(0.5) ? 9 : most > 3 ? random.integer(most / 2...most) : random.integer(1...most)
        spread = isTall ? (random.uniform(0.05...0.2), random.uniform(0.03...0.2)) : (0.1, 0)
        gap = random.chance(0.15) ? random.uniform(0.05...0.2) * pitch : 0
    }

    /// The position of the digit in a box.
    func middle(of cell: Int, random: inout Philox) -> Float {
        start + (Float(cell) + 0.5 + min(0.3, max(-0.3, random.normal(spread.along)))) * pitch
    }
}

extension LineWriter {
    /// Digits in boxes or over a comb's spaces.
    func writeInCells(_ cells: LineCells) {
        let lacksSome = random.chance(0.15)
        for cell in 0..<cells.count {
            if lacksSome && random.chance(0.3) { continue }
            let symbol =
                random.chance(0.03)
                ? random.pick(NumberAlphabet.symbols(of: ".,-") ?? []) : NumberAlphabet.zero + UInt8(random.integer(0...9))
            let raised = random.normal(cells.spread.up)
            guard write(symbol, raised: raised, at: cells.middle(of: cell, random: &random)) else { return }
        }
    }
}

extension LineSheet {
    /// The walls of cells: boxes side by side or apart, or a comb's teeth.
    func addCells(_ cells: LineCells, random: inout Philox) {
        let h = Float(height)
        let (thickness, value) = (random.uniform(0.6...0.07 * h), random.chance(0.4) ? 1 : random.uniform(0.3...1))
        let isComb = cells.gap == 0 && random.chance(0.22)
        let top = isComb ? h * random.uniform(0.6...0.85) : h * random.uniform(-0.12...0.12)
        let bottom = h * random.uniform(0.88...1.1)
        let lean = random.normal(0.01) * h
        let drop = random.chance(0.5) ? 0 : random.normal(0.015) * h
        let draw = { (from: Point, to: Point) in
            self.form.line(from: from, to: to, thickness: thickness, value: value)
        }
        for wall in 0...cells.count {
            let x = cells.start + Float(wall) * cells.pitch
            for side in cells.gap > 0 ? [-cells.gap / 2, cells.gap / 2] : [0] {
                draw(Point(x + side + lean, top), Point(x + side - lean, bottom))
            }
        }
        for y in isComb ? [bottom] : [top, bottom] {
            guard cells.gap > 0 else {
                draw(Point(cells.start, y - drop), Point(cells.end, y + drop))
                continue
            }
            for cell in 0..<cells.count {
                let left = cells.start + Float(cell) * cells.pitch + cells.gap / 2
                draw(Point(left, y), Point(left + cells.pitch - cells.gap, y))
            }
        }
    }
}
