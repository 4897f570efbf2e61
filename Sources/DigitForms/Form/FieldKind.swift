import DigitDecoding
import DigitReader

/// What is written in a field.
public enum FieldKind: Equatable, Sendable {
    /// Any number, marks included.
    case number
    /// A whole number, with or without a minus.
    case integer
    /// A number with so many digits behind its decimal mark.
    case decimal(places: Int)
    /// A day.
    case date(DateOrder)
    /// Hours and minutes, from 0:00 to 23:59.
    case time
    /// Digits, so many as `FormField.known` says, or as many as there are boxes.
    case digits
    /// One of these numbers.
    case choice([String])
    /// Boxes to cross off.
    /// - Parameter most: how many of them may be crossed off; nil for any number.
    case marks([MarkBox], most: Int?)
    /// A printed code: a QR code, a barcode or the like.
    case code

    /// The order in which a date's parts are written.
    public enum DateOrder: String, CaseIterable, Sendable {
        /// 31.12.2026
        case dayMonthYear = "DMY"
        /// 12/31/2026
        case monthDayYear = "MDY"
        /// 2026-12-31
        case yearMonthDay = "YMD"
    }

    /// A box to cross off.
    public struct MarkBox: Equatable, Sendable {
        /// What it stands for in the table.
        public var label: String
        /// The printed box, in pixels of the reference picture.
        public var box: PixelBox

        /// A box of the given values.
        public init(label: String, box: PixelBox) { (self.label, self.box) = (label, box) }
    }

    /// The names in form files.
    public static let names = ["number", "integer", "decimal", "date", "time", "digits", "choice", "marks", "code"]

    /// The name in form files.
    public var name: String {
        switch self {
        case .number: "number"
        case .integer: "integer"
        case .decimal: "decimal"
        case .date: "date"
        case .time: "time"
        case .digits: "digits"
        case .choice: "choice"
        case .marks: "marks"
        case .code: "code"
        }
    }

    /// Whether a number is written there by hand.
    var isWritten: Bool {
        switch self {
        case .marks, .code: false
        case .number, .integer, .decimal, .date, .time, .digits, .choice: true
        }
    }
}

extension FieldKind {
    /// What the kind says of the number, beside what is known already; nil for boxes to cross off and codes.
    /// - Parameter boxes: into how many boxes the field is parted. Where they are a date's or a time's digits, no mark is written between them.
    func description(with known: NumberDescription, boxes: Int? = nil, field: String) throws(FormError) -> NumberDescription? {
        var known = known
        func setPattern(_ pattern: String) throws(FormError) {
            guard known.pattern == nil else {
                throw FormError("field \"\(field)\": no pattern expected, \"\(name)\" has its own")
            }
            known.pattern = pattern
        }
        switch self {
        case .number, .digits, .choice: break
        case .integer: try setPattern(#"-?\d+"#)
        case .decimal(let places): known.decimals = places
        case .date(let order): try setPattern(order.pattern(boxes: boxes))
        case .time: try setPattern(#"([01]?\d|2[0-3])\#(boxes == 4 ? "" : "[:.]?")[0-5]\d"#)
        case .marks, .code: return nil
        }
        return known
    }
}

extension FieldKind.DateOrder {
    /// As `NumberPattern` reads it: years of two or four digits, marks between the parts or none.
    /// In eight or six boxes, no marks are.
    func pattern(boxes: Int?) -> String {
        let isFull = boxes == 8 || boxes == 6
        let mark = isFull ? "" : "[./-]?"
        let (day, month) = (#"(0?[1-9]|[12]\d|3[01])"#, "(0?[1-9]|1[0-2])")
        let year = boxes == 8 ? #"(19|20)\d\d"# : boxes == 6 ? #"\d\d"# : #"((19|20)?\d\d)"#
        switch self {
        case .dayMonthYear: return [day, month, year].joined(separator: mark)
        case .monthDayYear: return [month, day, year].joined(separator: mark)
        case .yearMonthDay: return [year, month, day].joined(separator: mark)
        }
    }
}
