import DigitNN
import DigitTensor

/// The contents of a line, from left to right.
extension LineWriter {
    /// Fills the sheet with numbers, and sometimes with words, print and scribbles around them.
    func writeNumbers() {
        if random.chance(0.06) {
            // Nothing else on it, as in a box or on a notepad.
            _ = write(LineText.digits(random.integer(1...4), &random))
            return
        }
        if random.chance(0.12) { printLabel(isUnit: false) } else if random.chance(0.06) { writeOther() }
        // The number of symbols that fit; a few lines stay short.
        var isFirst = true
        repeat {
            if !isFirst { leave(random.chance(0.7) ? random.uniform(0.5...2) : random.uniform(2...4)) }
            let advance = (hand.gap + 0.55 * hand.aspect) * hand.height
            let free = Float(sheet.room) - sheet.end
            let wanted = Int(free / max(advance, 0.3 * hand.height) * random.uniform(0.55...1.05))
            guard wanted >= 1, write(LineText.number(length: min(wanted, random.integer(3...16)), random: &random)) else { break }
            isFirst = false
            if random.chance(0.05), !writeCents() { break }
            if random.chance(0.07), !writeLongDash() { break }
            if random.chance(0.04) { printLabel(isUnit: true) } else if random.chance(0.04) { writeOther() }
        } while sheet.end < 0.65 * Float(sheet.room) && random.chance(0.9)
    }

    /// Writes a number; blanks are wide gaps.
    /// - Returns: false if there was no room for all of it.
    private func write(_ text: String) -> Bool {
        // A letter within a number.
        let letter = random.chance(0.04) ? random.integer(0...text.count) : nil
        for (place, character) in text.enumerated() {
            if place == letter { writeWord(1) }
            if character == " " {
                leave(random.uniform(0.25...0.9))
            } else {
                if let symbol = NumberAlphabet.symbol(of: character), !write(symbol) { return false }
            }
        }
        return true
    }

    /// Draws something that is not a number, with space around it.
    func writeOther() {
        leave(random.uniform(0.1...0.8))
        switch random.nextUniform() {
        case ..<0.35: writeWord(random.integer(1...6))
        case ..<0.43: scribble()
        case ..<0.48: checkMark()
        case ..<0.52: sign()
        case ..<0.6: crossOut(random.integer(1...3))
        default: printWords(random.integer(1...3))
        }
        leave(random.uniform(0.1...0.8))
    }

    /// A line without a number.
    func writeNoNumber() {
        switch random.nextUniform() {
        case ..<0.38: break
        case ..<0.66:
            repeat {
                writeWord(random.integer(2...8)); leave(random.uniform(0.3...1))
            } while sheet.end < 0.7 * Float(sheet.room) && random.chance(0.7)
        case ..<0.82:
            repeat { scribble(); leave(random.uniform(0.2...1)) } while sheet.end < 0.7 * Float(sheet.room) && random.chance(0.5)
        case ..<0.9: sign()
        default: checkMark()
        }
    }
}
