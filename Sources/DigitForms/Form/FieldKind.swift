import DigitDecoding
import DigitReader

/// The kind of value written in a field.
public enum FieldKind: Equatable, Sendable {
    /// Any number, marks included.
    case number
    /// A whole number, with or without a minus.
    case integer
    /// A number with this many digits after its decimal mark.
    case decimal(places: Int)
    /// A date.
    case date(DateOrder)
    /// A time of day, from 0:00 to 23:59.
    case time
    /// Digits, as many as `FormField.known` says, or as there are boxes.
    case digits
    /// One of these numbers.
    case choice([String])
    /// Checkboxes.
    /// - Parameter most: how many of them may be checked; nil for any number.
    case marks([MarkBox], most: Int?)
    /// A printed code, such as a QR code or a barcode.
    case code

    /// The order of a date's parts.
    public enum DateOrder: String, CaseIterable, Sendable {
        /// 31.12.2026
        case dayMonthYear = "DMY"
        /// 12/31/2026
        case monthDayYear = "MDY"
        /// 2026-12-31
        case yearMonthDay = "YMD"
    }

    /// A checkbox.
    public struct MarkBox: Equatable, Sendable {
        /// Its value in the table.
        public var label: String
        /// The printed box, in pixels of the reference picture.
        public var box: PixelBox

        /// A checkbox with the given values.
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

    /// Whether the field holds a handwritten number.
    package var isWritten: Bool {
        switch self {
        case .marks, .code: false
        case .number, .integer, .decimal, .date, .time, .digits, .choice: true
        }
    }
}

extension FieldKind {
    /// The constraint that the kind implies, in addition to the field's own; nil for checkboxes and codes.
    /// - Parameter boxes: the number of boxes that the field is divided into. If they hold a date's or a time's digits, no mark
    ///   is written between them.
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
    /// In the syntax of `NumberPattern`: years of two or four digits, with or without marks between the parts; in eight or six
    /// boxes, without marks.
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
