import DigitDecoding
import DigitJSON
import DigitReader

extension FormField {
    /// Parses a field of a form file.
    init(_ json: JSON, place: Int) throws(FormError) {
        var members = try FormMembers(json, "field \(place)")
        let name = try members.string("name")
        // Here too, since it may be as long as the file: the rows of a table, and errors, repeat it.
        try FormTexts.checkName(name, "field \(place): a name")
        members.name = "field \"\(name)\""
        let kind = try FieldKind(&members)
        let box: PixelBox
        if case .marks(let marks, _) = kind, let first = marks.first {
            box = marks.dropFirst().reduce(first.box) { $0.union($1.box) }
        } else {
            box = try members.box("box")
        }
        let turn = try members.optionalNumber("turn") ?? 0
        let boxes = try members.optionalInteger("boxes")
        let isRequired = try members.optionalBool("required") ?? false
        var known = NumberDescription()
        if kind.isWritten {
            known.length = try members.optionalText("length")
            known.pattern = try members.optionalString("pattern")
            known.checksum = try members.optionalString("checksum")
            known.range = try members.optionalString("range")
        }
        let row = try members.optionalRow("rows", column: name)
        try members.end()
        self.init(name: name, kind: kind, box: box, turn: turn, boxes: boxes, isRequired: isRequired, known: known, row: row)
    }

    /// The field as written in a form file; nil for all rows of a table but the first, which stands for them.
    var json: JSON? {
        if let row, row.number > 1 { return nil }
        let name = row?.column ?? name
        var members: [JSON.Member] = [.init("name", .string(name)), .init("kind", .string(kind.name))]
        members += kind.jsonMembers
        if case .marks = kind {} else { members.append(.init("box", box.json)) }
        if turn != 0 { members.append(.init("turn", .number(turn))) }
        if let boxes { members.append(.init("boxes", .integer(boxes))) }
        if isRequired { members.append(.init("required", true)) }
        members += conditions.map { .init($0.member, .string($0.text)) }
        if let row { members.append(.init("rows", ["count": .integer(row.count), "step": .number(row.step)])) }
        return .object(members)
    }

    /// The conditions on its number that a form file has as texts.
    var conditions: [(member: String, text: String)] {
        let texts = [
            ("length", known.length), ("pattern", known.pattern), ("checksum", known.checksum), ("range", known.range),
        ]
        return texts.compactMap { member, text in text.map { (member, $0) } }
    }
}

extension FieldKind {
    fileprivate init(_ members: inout FormMembers) throws(FormError) {
        let name = try members.string("kind")
        switch name {
        case "number": self = .number
        case "integer": self = .integer
        case "decimal": self = .decimal(places: try members.optionalInteger("decimals") ?? 2)
        case "time": self = .time
        case "digits": self = .digits
        case "choice": self = .choice(try members.strings("choices"))
        case "date":
            let text = try members.optionalString("order") ?? DateOrder.dayMonthYear.rawValue
            guard let order = DateOrder(rawValue: text) else {
                throw FormError("\(members.name): order: DMY, MDY or YMD expected, got \(JSON.string(text).excerpt)")
            }
            self = .date(order)
        case "code": self = .code
        case "marks":
            let marks = try members.boxes("marks").map { MarkBox(label: $0.label, box: $0.box) }
            self = .marks(marks, most: try members.optionalInteger("most"))
        default:
            throw FormError(
                "\(members.name): kind: \(Self.names.joined(separator: ", ")) expected, got \(JSON.string(name).excerpt)")
        }
    }

    fileprivate var jsonMembers: [JSON.Member] {
        switch self {
        case .number, .integer, .time, .digits, .code: return []
        case .decimal(let places): return [.init("decimals", .integer(places))]
        case .date(let order): return [.init("order", .string(order.rawValue))]
        case .choice(let choices): return [.init("choices", .array(choices.map(JSON.string)))]
        case .marks(let marks, let most):
            let boxes = JSON.object(marks.map { .init($0.label, $0.box.json) })
            return [.init("marks", boxes)] + (most.map { [.init("most", .integer($0))] } ?? [])
        }
    }
}
