import DigitJSON

/// Values as the versions of Keras write them.
extension JSON {
    /// True or false; some files have 1 and 0 for them.
    var kerasBool: Bool? {
        switch self {
        case .integer(0): false
        case .integer(1): true
        default: bool
        }
    }

    /// The elements of a list, also of a wrapped one: `{"class_name": "__tuple__", "items": […]}` or `TensorShape`.
    var kerasArray: [JSON]? { array ?? self["items"]?.kerasArray }

    /// A whole number, also as a NumPy value with its type: `{"type": "int64", "value": 3}`.
    var kerasInteger: Int? { integer ?? self["value"]?.kerasInteger }

    /// A number, also as a NumPy value with its type.
    var kerasNumber: Double? { number ?? self["value"]?.kerasNumber }

    /// A number as a 32-bit float.
    var kerasFloat: Float? { kerasNumber.map { Float($0) } }

    /// The elements of nested lists, in order, also of a NumPy array: `{"class_name": "__numpy__", "config": {"value": […]}}`.
    var kerasElements: [JSON] {
        if let value = self["config"]?["value"] { return value.kerasElements }
        return kerasArray.map { $0.flatMap(\.kerasElements) } ?? [self]
    }

    /// A whole number that can be a size: beyond 16,777,216 no layer goes, and products would overflow.
    var size: Int? { kerasInteger.flatMap { (-(1 << 24)...1 << 24).contains($0) ? $0 : nil } }

    /// The value of the first of the keys that has one other than null.
    func first(of keys: String...) -> JSON? {
        for key in keys {
            if let value = self[key], value != .null { return value }
        }
        return nil
    }
}
