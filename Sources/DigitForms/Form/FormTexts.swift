import DigitJSON
import DigitText

/// The rules for the texts of a form that tables, messages and the answers of servers repeat.
enum FormTexts {
    /// The longest name, in bytes.
    static let longestName = 200

    /// Checks a name, or another short text.
    /// - Parameter what: what it is, for the error.
    static func checkName(_ name: String, _ what: String) throws(FormError) {
        let count = name.utf8.count
        guard (1...longestName).contains(count) else {
            throw FormError("\(what) of 1 to \(longestName) bytes expected, got \(count)")
        }
        try checkVisible(name, what)
    }

    /// Checks a text of any length.
    fileprivate static func checkVisible(_ text: String, _ what: String) throws(FormError) {
        guard text.isPlainLine else {
            throw FormError("\(what) without control characters and invisible ones expected, got \(JSON.string(text).excerpt)")
        }
    }
}

extension Form {
    /// Checks all names and other texts.
    func checkTexts() throws(FormError) {
        try FormTexts.checkName(name, "form: a name")
        // The first row of a table stands for all.
        for (place, field) in fields.enumerated() where field.row?.number ?? 1 == 1 {
            try FormTexts.checkName(field.row?.column ?? field.name, "field \(place + 1): a name")
            try field.checkTexts()
        }
        for (place, rule) in rules.enumerated() { try FormTexts.checkName(rule.name, "rule \(place + 1): a name") }
    }
}

extension FormField {
    fileprivate func checkTexts() throws(FormError) {
        switch kind {
        case .choice(let choices):
            for choice in choices { try FormTexts.checkName(choice, "field \"\(name)\": a choice") }
        case .marks(let marks, _):
            for mark in marks { try FormTexts.checkName(mark.label, "field \"\(name)\": a label") }
        case .number, .integer, .decimal, .date, .time, .digits, .code: break
        }
        for (condition, text) in conditions { try FormTexts.checkVisible(text, "field \"\(name)\": a \(condition)") }
    }
}
