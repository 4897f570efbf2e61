extension FieldKind {
    /// The normalized value of a text; nil if it is not a value of this kind.
    package func value(of text: String) -> String? {
        guard !text.contains("?") else { return nil }
        switch self {
        case .number, .digits, .choice, .marks, .code: return text
        case .integer: return Int(text).map { _ in text }
        case .decimal: return Self.decimal(text)
        case .date(let order): return Self.date(text, order)
        case .time: return Self.time(text)
        }
    }

    /// The value as a number that can be compared and added; nil if it is not a number.
    func number(of value: String) -> Double? {
        switch self {
        case .number, .integer, .decimal, .digits, .choice: return Self.decimal(value).flatMap { Double($0) }
        // Dates and times compare as their digits do.
        case .date, .time: return Double(value.filter(\.isNumber))
        case .marks, .code: return nil
        }
    }

    /// Uses a point as the decimal mark, and no thousands separators.
    static func decimal(_ text: String) -> String? {
        let marks = text.indices.filter { ".,".contains(text[$0]) }
        guard let last = marks.last else { return Double(text).map { _ in text } }
        // A mark that occurs several times separates thousands.
        let isThousands = marks.count > 1 && marks.dropLast().allSatisfy { text[$0] == text[last] }
        let digits = { (part: Substring) in String(part.filter { !".,".contains($0) }) }
        let result = isThousands ? digits(text[...]) : digits(text[..<last]) + "." + text[text.index(after: last)...]
        return Double(result).map { _ in result }
    }

    /// `2026-12-31`; nil for a day that does not exist.
    private static func date(_ text: String, _ order: DateOrder) -> String? {
        var parts = text.split { "./-".contains($0) }.map(String.init)
        if parts.count == 1, let parted = parted(parts[0], order) { parts = parted }
        guard parts.count == 3 else { return nil }
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == 3 else { return nil }
        let (day, month, year): (Int, Int, Int) =
            switch order {
            case .dayMonthYear: (numbers[0], numbers[1], numbers[2])
            case .monthDayYear: (numbers[1], numbers[0], numbers[2])
            case .yearMonthDay: (numbers[2], numbers[1], numbers[0])
            }
        // Two digits are of this century, like most dates on forms.
        let full = year < 100 ? 2000 + year : year
        let isLeap = full % 4 == 0 && (full % 100 != 0 || full % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...12).contains(month), (1...lengths[month - 1]).contains(day) else { return nil }
        return "\(full)-\(padded(month))-\(padded(day))"
    }

    /// Digits without marks between them: two for the day and the month, the rest for the year.
    private static func parted(_ digits: String, _ order: DateOrder) -> [String]? {
        guard digits.count == 6 || digits.count == 8 else { return nil }
        let year = digits.count - 4
        let lengths = order == .yearMonthDay ? [year, 2, 2] : [2, 2, year]
        var rest = Substring(digits)
        return lengths.map { length in
            defer { rest = rest.dropFirst(length) }
            return String(rest.prefix(length))
        }
    }

    /// `09:05`.
    private static func time(_ text: String) -> String? {
        let digits = text.filter(\.isNumber)
        guard digits.count == 3 || digits.count == 4, let minutes = Int(digits.suffix(2)), let hours = Int(digits.dropLast(2)),
            hours < 24, minutes < 60
        else { return nil }
        return "\(padded(hours)):\(padded(minutes))"
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
