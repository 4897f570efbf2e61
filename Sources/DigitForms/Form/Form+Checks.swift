import DigitJSON
import DigitReader

extension Form {
    /// Checks that all parts are consistent.
    func check() throws(FormError) {
        guard min(width, height) >= Self.leastSide else {
            throw FormError("reference: a picture of at least \(Self.leastSide) pixels a side expected, got \(width)x\(height)")
        }
        guard max(width, height) / FormLimits.mostStretch < min(width, height) else {
            throw FormError(
                "reference: an aspect ratio below \(FormLimits.mostStretch) expected, got \(width)x\(height)")
        }
        guard fields.count <= Self.mostFields else {
            throw FormError("fields: at most \(Self.mostFields) expected, got \(fields.count)")
        }
        let boxes = fields.reduce(0) { $0 + $1.inkBoxes.count }
        guard boxes <= FormLimits.mostBoxes else {
            throw FormError("fields: at most \(FormLimits.mostBoxes) boxes in all expected, got \(boxes)")
        }
        guard rules.count <= FormLimits.mostRules else {
            throw FormError("rules: at most \(FormLimits.mostRules) expected, got \(rules.count)")
        }
        // Before other messages repeat them.
        try checkTexts()
        var names: Set<String> = []
        var constraints = FieldConstraints()
        for field in fields {
            guard names.insert(field.name).inserted else {
                throw FormError("field \"\(field.name)\": a unique name expected")
            }
            try check(field)
            _ = try constraints.constraint(of: field)
        }
        try checkOverlaps()
        let kinds = Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.kind) })
        let columns = Dictionary(fields.compactMap { field in field.row.map { ($0.column, field.kind) } }) { first, _ in first }
        let kindsAndColumns = kinds.merging(columns) { field, _ in field }
        for rule in rules {
            let isOfStack = if case .unique = rule.kind { true } else { false }
            try check(rule, kinds: isOfStack ? kindsAndColumns : kinds)
        }
    }

    private func check(_ field: FormField) throws(FormError) {
        try checkInside(field.box, "field \"\(field.name)\"")
        guard (-45...45).contains(field.turn) else {
            throw FormError("field \"\(field.name)\": turn: -45 to 45 degrees expected, got \(field.turn)")
        }
        if let boxes = field.boxes, !(1...NumberLimits.mostBoxes).contains(boxes) {
            throw FormError("field \"\(field.name)\": boxes: 1 to \(NumberLimits.mostBoxes) expected, got \(boxes)")
        }
        if case .marks(let marks, let most) = field.kind {
            guard !marks.isEmpty else { throw FormError("field \"\(field.name)\": marks: at least one box expected") }
            guard Set(marks.map(\.label)).count == marks.count else {
                throw FormError("field \"\(field.name)\": marks: a different label for each box expected")
            }
            if let most, most < 1 { throw FormError("field \"\(field.name)\": most: at least 1 expected, got \(most)") }
            for mark in marks { try checkInside(mark.box, "field \"\(field.name)\": mark \"\(mark.label)\"") }
        }
        if case .choice(let choices) = field.kind, choices.isEmpty {
            throw FormError("field \"\(field.name)\": choices: at least one number expected")
        }
    }

    private func checkInside(_ box: PixelBox, _ what: String) throws(FormError) {
        guard box.width >= NumberLimits.leastSide, box.height >= NumberLimits.leastSide else {
            throw FormError(
                "\(what): a box of at least \(NumberLimits.leastSide) pixels a side expected, got \(box.width)x\(box.height)")
        }
        guard box.x >= 0, box.y >= 0, box.width <= width, box.height <= height, box.x <= width - box.width,
            box.y <= height - box.height
        else {
            throw FormError(
                "\(what): a box within the page of \(width)x\(height) pixels expected, got \([box.x, box.y, box.width, box.height])"
            )
        }
    }

    /// Boxes that touch may share the pixels of a printed wall.
    private func checkOverlaps() throws(FormError) {
        let boxes = fields.flatMap { field in field.inkBoxes.map { (name: field.name, box: $0) } }
            .sorted { $0.box.y < $1.box.y }
        for (place, one) in boxes.enumerated() {
            for other in boxes[(place + 1)...] {
                if other.box.y >= one.box.y + one.box.height { break }
                guard !one.box.covers(other.box) else {
                    throw FormError("field \"\(one.name)\": a box that does not overlap the one of \"\(other.name)\" expected")
                }
            }
        }
    }

    private func check(_ rule: FormRule, kinds: [String: FieldKind]) throws(FormError) {
        let least: Int
        switch rule.kind {
        case .range(_, let low, let high), .previous(_, _, let low, let high):
            if let low, let high, low > high { throw FormError("rule \"\(rule.name)\": a low that is at most high expected") }
            least = rule.fields.count
        case .unique: least = 1
        case .sum, .order, .together: least = 2
        case .difference: least = 3
        }
        guard rule.fields.count >= least, Set(rule.fields).count == rule.fields.count else {
            let names = JSON.array(rule.fields.prefix(20).map(JSON.string))
            throw FormError("rule \"\(rule.name)\": at least \(least) different fields expected, got \(names.excerpt)")
        }
        let (measured, judged) = (Set(rule.measured), rule.judged)
        for name in rule.fields {
            guard let kind = kinds[name] else {
                throw FormError("rule \"\(rule.name)\": there is no field \(JSON.string(name).excerpt)")
            }
            if !measured.contains(name), judged == nil || !kind.isMarks { continue }
            if judged == name, ["date", "time"].contains(kind.name) {
                throw FormError("rule \"\(rule.name)\": a field with a number expected, \"\(name)\" has a \(kind.name)")
            }
            if !kind.isWritten {
                let what = kind.isMarks ? "checkboxes" : "a code"
                throw FormError("rule \"\(rule.name)\": a field with a number expected, \"\(name)\" has \(what)")
            }
        }
    }
}

/// The limits on boxes.
enum NumberLimits {
    static let mostBoxes = 64
    static let leastSide = 6
}

/// The limits on a whole form, so that reading its file, or a sheet of it, takes seconds at most.
enum FormLimits {
    /// The largest aspect ratio of the page.
    static let mostStretch = 10
    /// The most boxes of fields, and checkboxes, together.
    static let mostBoxes = 10_000
    static let mostRules = 1_000
}

extension PixelBox {
    /// Whether two boxes share more than a fifth of the smaller one's area.
    func covers(_ other: PixelBox) -> Bool { 5 * overlap(other) > min(width * height, other.width * other.height) }
}

extension FormField {
    /// The boxes that are written in.
    var inkBoxes: [PixelBox] {
        if case .marks(let marks, _) = kind { return marks.map(\.box) }
        return [box]
    }
}
