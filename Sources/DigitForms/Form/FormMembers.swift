import DigitJSON
import DigitReader

/// The members of an object in a form file; a member that is never read is an error, so that no misspelled word goes unnoticed.
struct FormMembers {
    /// The object's name in errors.
    var name: String
    private var members: [JSON.Member]

    init(_ json: JSON, _ name: String) throws(FormError) {
        guard case .object(let members) = json else { throw FormError("\(name): an object expected, got \(json.excerpt)") }
        (self.name, self.members) = (name, members)
        var seen: Set<String> = []
        for member in members where !seen.insert(member.key).inserted {
            throw FormError("\(name): \(JSON.string(member.key).excerpt) appears twice")
        }
    }

    private mutating func take(_ key: String) -> JSON? {
        guard let place = members.firstIndex(where: { $0.key == key }) else { return nil }
        let value = members.remove(at: place).value
        return value == .null ? nil : value
    }

    private mutating func value<Value>(_ key: String, _ what: String, _ read: (JSON) -> Value?) throws(FormError) -> Value? {
        guard let json = take(key) else { return nil }
        guard let value = read(json) else { throw FormError("\(name): \(key): \(what) expected, got \(json.excerpt)") }
        return value
    }

    private func required<Value>(_ value: Value?, _ key: String, _ what: String) throws(FormError) -> Value {
        guard let value else { throw FormError("\(name): \(key): \(what) expected, it is missing") }
        return value
    }

    mutating func optionalString(_ key: String) throws(FormError) -> String? { try value(key, "a string", \.string) }
    mutating func string(_ key: String) throws(FormError) -> String { try required(try optionalString(key), key, "a string") }

    /// A string, or a whole number as one.
    mutating func optionalText(_ key: String) throws(FormError) -> String? {
        try value(key, "a string or a whole number") { $0.string ?? $0.integer.map(String.init) }
    }

    mutating func optionalInteger(_ key: String) throws(FormError) -> Int? { try value(key, "a whole number", \.integer) }
    mutating func optionalNumber(_ key: String) throws(FormError) -> Double? {
        try value(key, "a number") { $0.number.flatMap { $0.isFinite ? $0 : nil } }
    }
    mutating func optionalBool(_ key: String) throws(FormError) -> Bool? { try value(key, "true or false", \.bool) }
    mutating func optionalList(_ key: String) throws(FormError) -> [JSON]? { try value(key, "a list", \.array) }
    mutating func list(_ key: String) throws(FormError) -> [JSON] { try required(try optionalList(key), key, "a list") }

    mutating func strings(_ key: String) throws(FormError) -> [String] {
        let texts = try value(key, "a list of strings") { json -> [String]? in
            guard let values = json.array else { return nil }
            let texts = values.compactMap { $0.string ?? $0.integer.map(String.init) }
            return texts.count == values.count ? texts : nil
        }
        return try required(texts, key, "a list of strings")
    }

    mutating func integers(_ key: String, count: Int) throws(FormError) -> [Int] {
        let what = "a list of \(count) whole numbers"
        let numbers = try value(key, what) { Self.integers($0, count: count) }
        return try required(numbers, key, what)
    }

    private static func integers(_ json: JSON, count: Int) -> [Int]? {
        guard let values = json.array, values.count == count else { return nil }
        let numbers = values.compactMap(\.integer)
        return numbers.count == count && numbers.allSatisfy({ $0.magnitude < 1 << 24 }) ? numbers : nil
    }

    mutating func box(_ key: String) throws(FormError) -> PixelBox { PixelBox(try integers(key, count: 4)) }

    /// Labels with their boxes, in the file's order.
    mutating func boxes(_ key: String) throws(FormError) -> [(label: String, box: PixelBox)] {
        let what = "labels with a list of 4 whole numbers each"
        let boxes = try value(key, what) { json -> [(label: String, box: PixelBox)]? in
            guard case .object(let members) = json else { return nil }
            let boxes = members.compactMap { member in
                Self.integers(member.value, count: 4).map { (label: member.key, box: PixelBox($0)) }
            }
            return boxes.count == members.count ? boxes : nil
        }
        return try required(boxes, key, what)
    }

    /// An object with `count` and `step`: the rows of a table whose first row the field is in.
    mutating func optionalRow(_ key: String, column: String) throws(FormError) -> FieldRow? {
        guard let json = take(key) else { return nil }
        var members = try FormMembers(json, "\(name): \(key)")
        guard let count = try members.optionalInteger("count"), FieldRow.counts.contains(count) else {
            throw FormError("\(name): \(key): count: \(FieldRow.counts.lowerBound) to \(FieldRow.counts.upperBound) expected")
        }
        guard let step = try members.optionalNumber("step"), FieldRow.steps.contains(step) else {
            throw FormError("\(name): \(key): step: a number of pixels from 1 expected")
        }
        try members.end()
        return FieldRow(column: column, count: count, step: step)
    }

    /// Checks that all members were read.
    func end() throws(FormError) {
        if let member = members.first { throw FormError("\(name): unknown member \(JSON.string(member.key).excerpt)") }
    }
}

extension PixelBox {
    /// A box of a form file: x, y, width, height.
    init(_ values: [Int]) { self.init(x: values[0], y: values[1], width: values[2], height: values[3]) }

    var json: JSON { JSON([x, y, width, height]) }
}
