import DigitNN
import DigitTensor

/// Numbers as they are written, with all digits about equally frequent.
enum LineText {
    /// One number.
    /// - Parameter length: about how many symbols are wanted, at least 1.
    static func number(length: Int, random: inout Philox) -> String {
        let way = random.nextUniform()
        if way < 0.34 || length < 3 { return digits(random.chance(0.7) ? length : random.integer(1...max(1, length)), &random) }
        if way < 0.69 { return amount(length: length, random: &random) }
        if way < 0.75 { return date(&random) }
        if way < 0.79 { return "\(digits(random.integer(1...2), &random)):\(digits(2, &random))" }
        if way < 0.83 { return "\(digits(random.integer(1...2), &random))/\(digits(random.integer(1...3), &random))" }
        if way < 0.88 { return phone(length: length, random: &random) }
        if way < 0.91 { return "\(random.pick(["-", "-", "+"]))\(decimal(length - 1, &random))" }
        if way < 0.92 { return "(\(decimal(length - 2, &random)))" }
        if way < 0.93 { return "#\(digits(length - 1, &random))" }
        if way < 0.955 { return "\(decimal(length - 1, &random))%" }
        return mixed(length: length, random: &random)
    }

    static func digits(_ count: Int, _ random: inout Philox) -> String {
        var digits = (0..<max(1, count)).map { _ in random.integer(0...9) }
        if digits.count > 1, random.chance(0.12) {
            // The same digit several times: as common in written numbers as it is rare in random ones.
            let length = min(digits.count, random.integer(2...4))
            let start = random.integer(0...digits.count - length)
            for place in start..<start + length { digits[place] = digits[start] }
        }
        return digits.map(String.init).joined()
    }

    private static func decimal(_ count: Int, _ random: inout Philox) -> String {
        guard count >= 3, random.chance(0.6) else { return digits(count, &random) }
        let places = random.integer(1...min(3, count - 2))
        return digits(count - 1 - places, &random) + random.pick([".", ","]) + digits(places, &random)
    }

    /// With or without thousands separators, with or without cents, a sign before it and what closes it.
    private static func amount(length: Int, random: inout Philox) -> String {
        let separator = random.pick([".", ".", ",", "", " "])
        let hasCents = random.chance(0.35)
        var whole = digits(max(1, min(9, length - (hasCents ? 3 : 0))), &random)
        if random.chance(0.4) {
            // Round amounts.
            let zeros = min(whole.count - 1, random.integer(1...4))
            whole = whole.dropLast(zeros) + String(repeating: "0", count: zeros)
        }
        var text = ""
        for (place, digit) in whole.enumerated() {
            if place > 0, (whole.count - place) % 3 == 0 { text += separator }
            text.append(digit)
        }
        if hasCents { text += (separator == "." ? "," : ".") + digits(2, &random) }
        if random.chance(0.16) { text = random.pick(["$", "$", "€", "#", "*", "="]) + text }
        if random.chance(0.08) { return text + random.pick(["€", "$", "*"]) }
        return random.chance(0.4) ? text + random.pick(["-", ".-", "=", ".", ",", ",-", "--", ".=", ":", "#", "*"]) : text
    }

    private static func date(_ random: inout Philox) -> String {
        let separator = random.pick([".", "/", "-", " "])
        let parts = [digits(random.integer(1...2), &random), digits(random.integer(1...2), &random)]
        return (parts + [digits(random.pick([2, 4]), &random)]).joined(separator: separator)
    }

    private static func phone(length: Int, random: inout Philox) -> String {
        var text = random.chance(0.3) ? "+\(digits(2, &random)) " : random.chance(0.4) ? "(\(digits(3, &random))) " : ""
        let separator = random.pick(["-", " ", "", "/"])
        while text.count < length {
            if let last = text.last, last != " " { text += separator }
            text += digits(random.integer(2...4), &random)
        }
        return text
    }

    /// Digits and marks in any order; a slash or parenthesis in an unusual place could be a 1.
    private static func mixed(length: Int, random: inout Philox) -> String {
        String(
            (0..<length).map { _ in
                random.chance(0.5) ? Character("\(random.integer(0...9))") : random.pick(Array(".,-:+#$€=*%"))
            })
    }
}
