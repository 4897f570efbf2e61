import DigitReader

/// The table row that a field is in: the same fields repeat down the page.
public struct FieldRow: Equatable, Sendable {
    /// The name of the column, which is the field's name in the form file.
    public var column: String
    /// The row's number, from 1.
    public var number: Int
    /// The number of rows.
    public var count: Int
    /// The distance between a row and the one before it, in pixels of the reference picture.
    public var step: Double

    /// A row with the given values.
    public init(column: String, number: Int = 1, count: Int, step: Double) {
        (self.column, self.number, self.count, self.step) = (column, number, count, step)
    }

    /// The limits on the number of rows and on their distance.
    static let counts = 2...1_000
    static let steps = 1.0...100_000.0
}

extension FormField {
    /// The field of the first row in all rows, each named after its row; the field itself if it is in no table.
    var inAllRows: [FormField] {
        guard let row else { return [self] }
        return (1...row.count).map { number in
            var field = self
            let below = Int((Double(number - 1) * row.step).rounded())
            field.name = "\(row.column) \(number)"
            field.row?.number = number
            field.box.y += below
            if case .marks(var marks, let most) = kind {
                for place in marks.indices { marks[place].box.y += below }
                field.kind = .marks(marks, most: most)
            }
            return field
        }
    }
}
