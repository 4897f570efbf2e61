import DigitJSON
import DigitNN

// Settings that several kinds of layers share.

extension LayerSettings {
    /// The window of a pool, and its strides.
    func windows() throws(KerasError) -> (size: Size2D, strides: Size2D) {
        let size = try size("pool_size", "poolsize", default: 2)
        return (size, try self.size("strides", "stride", default: size))
    }

    /// The rows above and below and the columns left and right in a setting: `2`, `[1, 2]`, `[[top, bottom], [left, right]]`, or
    /// Keras 1's `[top, bottom, left, right]` or dictionary of these.
    func sides(_ key: String, default standard: Int) throws(KerasError) -> (rows: [Int], columns: [Int]) {
        let value = values[key] ?? .integer(standard)
        func sides(_ json: JSON) -> [Int]? {
            if let both = json.size { return [both, both] }
            guard let pair = json.kerasArray, pair.count == 2, let first = pair[0].size, let second = pair[1].size else {
                return nil
            }
            return [first, second]
        }
        var list = value.kerasInteger == nil ? value.kerasArray ?? [] : [value, value]
        if value["top_pad"] != nil || value["left_pad"] != nil {
            list = ["top_pad", "bottom_pad", "left_pad", "right_pad"].map { value[$0] ?? 0 }
        }
        if list.count == 4 { list = [.array([list[0], list[1]]), .array([list[2], list[3]])] }
        guard list.count == 2, let rows = sides(list[0]), let columns = sides(list[1]) else {
            throw failure("\(key): whole numbers for each side expected, found \(value.excerpt)")
        }
        return (rows, columns)
    }

    /// How values between pixels are interpolated.
    func interpolation(default standard: Interpolation) throws(KerasError) -> Interpolation {
        guard let name = values["interpolation"]?.string else { return standard }
        guard let interpolation = Interpolation(rawValue: name) else {
            throw failure("interpolation \(name) is not supported, only nearest and bilinear")
        }
        return interpolation
    }

    /// Numbers, in nested lists or alone; nil if the setting is null or missing.
    func numbers(_ key: String) throws(KerasError) -> [Float]? {
        guard let value = values[key], value != .null else { return nil }
        let list = value.kerasElements.map(\.kerasFloat)
        let numbers = list.compactMap(\.self)
        guard numbers.count == list.count else { throw failure("\(key): numbers expected, found \(value.excerpt)") }
        return numbers
    }

    /// A number, or a list with the same one for each channel.
    func sameNumber(_ key: String, default standard: Float) throws(KerasError) -> Float {
        guard let list = values[key]?.kerasArray else { return try float(key, default: standard) }
        guard let first = list.first?.kerasFloat, list.allSatisfy({ $0.kerasFloat == first }) else {
            throw failure("\(key): the same number for each channel expected, found \(values[key]?.excerpt ?? "")")
        }
        return first
    }
}
