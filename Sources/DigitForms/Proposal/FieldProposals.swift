import DigitImage
import DigitReader

/// Proposes fields for a blank sheet from its printed lines: tables, rows of boxes, boxes, checkboxes, and rules to write on.
public struct FieldProposals {
    /// The fields, named `field1`, `field2`, … from top to bottom; those of a table's column are named `field1 1`, `field1 2`, ….
    public let fields: [FormField]

    /// The most fields that are proposed.
    private static let most = 300
    /// The most boxes that are examined: on sheets that are not forms, specks make many more.
    private static let mostBoxes = 5_000
    /// The largest side of a checkbox, as a fraction of the page's width.
    private static let mostMark = 0.05
    /// The largest ratio of width to height of a box for one digit.
    private static let widestDigit = 1.5

    /// Analyzes a blank sheet.
    /// - Parameter sheet: the upright picture of the sheet, with dark print; one that is too small for a form has no fields.
    public init(_ sheet: GrayImage) {
        guard min(sheet.width, sheet.height) >= Form.leastSide else {
            fields = []
            return
        }
        let boxes = Array(EnclosedBoxes(sheet).boxes.prefix(Self.mostBoxes))
        let grids = BoxGrids(Self.rows(boxes))
        var reach = RowReach(sheet)
        var fields = grids.rest.compactMap { Self.field($0, &reach, sheet) }
        let columns = grids.tables.flatMap { Self.columns($0, &reach, sheet) }
        // A row may span boxes that were not recognized as its own.
        var rows: [FormField] = []
        for field in fields where field.boxes != nil && !rows.contains(where: { $0.box.overlap(field.box) > 0 }) {
            rows.append(field)
        }
        fields = rows + fields.filter { field in field.boxes == nil && !rows.contains { $0.box.overlap(field.box) > 0 } }
        fields += columns
        fields += BlankRules(sheet, boxes: boxes).boxes.map { FormField(name: "", kind: .number, box: $0) }
        fields.sort { Self.isBefore($0.box, $1.box) }
        self.fields = Self.apart(fields, sheet).enumerated().flatMap { number, field in
            var field = field
            field.name = "field\(number + 1)"
            field.row?.column = field.name
            return field.inAllRows
        }
    }

    /// The fields that a form may have together: large enough, on the page, and none overlapping another, in all rows of tables.
    private static func apart(_ fields: [FormField], _ sheet: GrayImage) -> [FormField] {
        var (kept, boxes): ([FormField], [PixelBox]) = ([], [])
        for field in fields where min(field.box.width, field.box.height) >= NumberLimits.leastSide {
            let all = field.inAllRows.map(\.box)
            guard boxes.count + all.count <= most, all.allSatisfy({ $0.y + $0.height <= sheet.height }) else { continue }
            if all.allSatisfy({ one in !boxes.contains { $0.covers(one) } }),
                zip(all, all.dropFirst()).allSatisfy({ !$0.covers($1) })
            {
                kept.append(field)
                boxes += all
            }
        }
        return kept
    }

    /// The columns of a table as fields of its first row: one for each box, or one for a line of boxes with a digit each.
    private static func columns(_ table: [[PixelBox]], _ reach: inout RowReach, _ sheet: GrayImage) -> [FormField] {
        let first = table[0]
        let cells = first.count > 1 && isDigitBox(first[0]) ? [first] : first.map { [$0] }
        return cells.compactMap { cell in
            guard var column = field(cell, &reach, sheet) else { return nil }
            column.row = FieldRow(column: "", count: table.count, step: BoxGrids.step(table))
            return column
        }
    }

    /// Sorts lines from top to bottom, and boxes in a line from left to right.
    private static func isBefore(_ one: PixelBox, _ other: PixelBox) -> Bool {
        let isLevel = 2 * abs(one.y + one.height / 2 - other.y - other.height / 2) < min(one.height, other.height)
        return isLevel ? one.x < other.x : one.y < other.y
    }

    /// Boxes of one size side by side with only a wall between them.
    private static func rows(_ boxes: [PixelBox]) -> [[PixelBox]] {
        var rest = boxes.sorted { $0.x < $1.x }
        var rows: [[PixelBox]] = []
        while !rest.isEmpty {
            var row = [rest.removeFirst()]
            while let place = rest.firstIndex(where: { follows($0, row[row.count - 1]) }) { row.append(rest.remove(at: place)) }
            rows.append(row)
        }
        return rows
    }

    private static func follows(_ box: PixelBox, _ last: PixelBox) -> Bool {
        let gap = box.x - last.x - last.width
        let slack = max(3, last.height / 6)
        return gap >= 0 && 3 * gap <= min(box.width, last.width) && abs(box.y - last.y) <= slack
            && abs(box.height - last.height) <= slack && 3 * abs(box.width - last.width) <= max(box.width, last.width)
            && isDigitBox(box) == isDigitBox(last)
    }

    private static func isDigitBox(_ box: PixelBox) -> Bool { Double(box.width) <= widestDigit * Double(box.height) }

    private static func field(_ row: [PixelBox], _ reach: inout RowReach, _ sheet: GrayImage) -> FormField? {
        var around = row.dropFirst().reduce(row[0]) { $0.union($1) }
        if row.count > 1, isDigitBox(row[0]) {
            around = reach.extended(around)
            // Walls that the scan lost, or that writing interrupts, still exist.
            let pitch = row.map { Double($0.width) }.sorted()[row.count / 2] + Double(row[1].x - row[0].x - row[0].width)
            let count = max(row.count, Int((Double(around.width) / pitch).rounded()))
            guard count <= NumberLimits.mostBoxes else { return FormField(name: "", kind: .number, box: around) }
            return FormField(name: "", kind: .digits, box: around, boxes: count, known: .init(length: "1..\(count)"))
        }
        if row.count == 1, isDigitBox(around), Double(around.width) <= mostMark * Double(sheet.width),
            2 * around.width > around.height
        {
            return FormField(name: "", kind: .marks([.init(label: "yes", box: around)], most: nil), box: around)
        }
        guard row.count == 1 else { return FormField(name: "", kind: .number, box: around) }
        if let teeth = CombTeeth(around, sheet).count, teeth <= NumberLimits.mostBoxes {
            return FormField(name: "", kind: .digits, box: around, boxes: teeth, known: .init(length: "1..\(teeth)"))
        }
        return FormField(name: "", kind: .number, box: around)
    }
}

/// The short walls that divide the lower edge of a box into spaces for one digit each.
private struct CombTeeth {
    /// The number of spaces that they make; nil if there are none, or they are not evenly spaced.
    let count: Int?

    /// The least length of a tooth, in units of the box's height.
    private static let least = 0.12

    init(_ box: PixelBox, _ sheet: GrayImage) {
        let end = box.y + box.height - 1
        let rows = max(box.y, end + 1 - max(3, Int(Self.least * Double(box.height))))..<end
        var middles: [Int] = []
        var start: Int?
        for x in box.x + 2..<max(box.x + 2, box.x + box.width - 1) {
            let isTooth = rows.allSatisfy { sheet.pixels[$0 * sheet.width + x] < 160 }
            if isTooth, start == nil { start = x }
            if !isTooth, let first = start {
                middles.append((first + x) / 2)
                start = nil
            }
        }
        let pitch = Double(box.width) / Double(middles.count + 1)
        let isEven = middles.enumerated().allSatisfy { abs(Double($1 - box.x) - Double($0 + 1) * pitch) <= 0.2 * pitch }
        count = !rows.isEmpty && !middles.isEmpty && isEven ? middles.count + 1 : nil
    }
}
