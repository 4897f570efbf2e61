import DigitNN
import DigitTensor

/// Machine print on the line.
extension LineWriter {
    /// Prints text behind what is written.
    /// - Returns: false if there is no room for it.
    private func print(_ text: String, with press: PrintPress, row: Float) -> Bool {
        let (start, width) = (sheet.end, press.width(of: text))
        guard start + width < Float(sheet.room) - 1 else { return false }
        press.draw(text, on: sheet.form, from: start, baseline: tilted(row))
        sheet.advance(by: width)
        note(NumberAlphabet.print)
        return true
    }

    /// The baseline of print whose middle is at a row; print slopes as the paper does, and so as the writing on it.
    private func tilted(_ row: Float) -> (Float) -> Float {
        let (slope, middle) = (rise / 2, Float(sheet.room) / 2)
        return { row - slope * ($0 - middle) }
    }

    /// The baseline of capitals that are about in the strip's middle.
    private func middleRow(ofSize size: Float) -> Float {
        let h = Float(sheet.height)
        let slack = max(0.02 * h, (h - 0.75 * size) / 2)
        return h / 2 + 0.35 * size + min(slack, max(-slack, random.normal(0.06) * h))
    }

    /// Some words beside numbers.
    func printWords(_ count: Int) {
        let press = PrintPress(
            size: Float(sheet.height) * random.uniform(0.3...0.95), isHeavy: random.chance(0.2), random: &random)
        let (row, isUpper) = (middleRow(ofSize: press.size), random.chance(0.2))
        for word in 0..<count {
            if word > 0 { sheet.advance(by: press.blank) }
            guard print(PrintText.token(isUpper: isUpper, &random), with: press, row: row) else { return }
        }
    }

    /// The print before a number on a form, or a unit after it.
    func printLabel(isUnit: Bool) {
        let press = PrintPress(size: Float(sheet.height) * random.uniform(0.35...1), isHeavy: random.chance(0.3), random: &random)
        let text =
            isUnit ? random.pick(["EUR", "kg", "USD", "m", "cm", "%", ".-", "pts", "/ 20", "mm", "h"]) : PrintText.label(&random)
        leave(random.uniform(0.05...0.3))
        _ = print(text, with: press, row: middleRow(ofSize: press.size))
        leave(random.uniform(0.05...0.6))
    }

    /// A line of a printed page; of the lines above and below some can be seen.
    func printLine() {
        let h = Float(sheet.height)
        let isHeading = random.chance(0.2)
        let share =
            isHeading ? random.uniform(0.9...1.4) : random.chance(0.12) ? random.uniform(0.25...0.5) : random.uniform(0.5...1.2)
        let press = PrintPress(size: h * share, isHeavy: isHeading, random: &random)
        let (row, leading) = (middleRow(ofSize: press.size), press.size * random.uniform(1.05...1.5))
        // Justified text has spaces of any width.
        let blank = press.blank * (random.chance(0.5) ? 1 : random.uniform(0.8...2.2))
        let (isUpper, isTable) = (random.chance(0.12), random.chance(0.08))
        let (start, words) = (sheet.end, random.chance(0.25) ? random.integer(1...3) : 100)
        for word in 0..<words {
            if word > 0 { sheet.advance(by: blank) }
            let text = isTable ? PrintText.number(&random) : PrintText.token(isUpper: isUpper, &random)
            guard print(text, with: press, row: row) else { break }
        }
        guard random.chance(0.5) else { return }
        for side: Float in [-1, 1] where random.chance(0.7) {
            press.draw(lineOfWords(), on: sheet.form, from: start, baseline: tilted(row + side * leading))
        }
    }

    private func lineOfWords() -> String {
        (0..<12).map { _ in PrintText.token(isUpper: false, &random) }.joined(separator: " ")
    }

    /// Print above or below a line of numbers, mostly outside the strip.
    func printAtEdges(_ probability: Float) {
        let h = Float(sheet.height)
        for isAbove in [true, false] where random.chance(probability) {
            let press = PrintPress(size: h * random.uniform(0.25...0.8), isHeavy: random.chance(0.15), random: &random)
            let depth = h * random.uniform(0.02...0.2)
            let row = isAbove ? depth - (random.chance(0.5) ? 0 : 0.2 * press.size) : h - depth + 0.7 * press.size
            let text = random.chance(0.5) ? PrintText.label(&random) : lineOfWords()
            press.draw(
                text, on: sheet.form, from: random.uniform(-0.5...1.5) * h, value: random.uniform(0.5...1), baseline: tilted(row))
        }
        guard random.chance(0.25 * probability) else { return }
        // A small caption that is visible as a whole has no digit beside it, so it is not part of the line.
        let press = PrintPress(size: h * random.uniform(0.14...0.22), random: &random)
        press.draw(PrintText.label(&random), on: sheet.form, from: random.uniform(0...1) * h, baseline: tilted(press.size * 0.8))
    }
}
