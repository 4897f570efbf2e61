import DigitJSON
import DigitNN
import DigitTensor

extension ChainBuilder {
    /// With `channels_first`, Keras's Flatten moves the channels to the end before it flattens.
    mutating func decodeFlatten(_ settings: LayerSettings) throws(KerasError) {
        if settings.values["data_format"]?.string == "channels_first", shape.rank > 1 {
            if shape.rank == 3 {
                try arrangeImage(for: .channelsFirst)
            } else {
                try append(Permute(Array(2...shape.rank) + [1], name: "\(settings.name)_order"))
            }
        } else {
            try restoreKerasOrder()
        }
        try append(Flatten(name: settings.name))
    }

    mutating func decodeReshape(_ settings: LayerSettings) throws(KerasError) {
        try restoreKerasOrder()
        guard let target = try settings.integers("target_shape", "dims") else {
            throw settings.failure("target_shape is missing")
        }
        try append(Reshape(target, name: settings.name))
    }

    mutating func decodePermute(_ settings: LayerSettings) throws(KerasError) {
        try restoreKerasOrder()
        guard let axes = try settings.integers("dims") else { throw settings.failure("dims is missing") }
        try append(Permute(axes, name: settings.name))
    }

    /// `2`, `[1, 2]`, `[[top, bottom], [left, right]]`, or Keras 1's `[top, bottom, left, right]` or dictionary of these.
    mutating func decodePadding(_ settings: LayerSettings) throws(KerasError) {
        try arrangeImage(for: try settings.dataFormat())
        let (rows, columns) = try sides(settings, "padding", standard: 1)
        try append(ZeroPadding2D(top: rows[0], bottom: rows[1], left: columns[0], right: columns[1], name: settings.name))
    }

    /// The rows above and below and the columns left and right that a setting gives.
    func sides(
        _ settings: LayerSettings, _ key: String, standard: Int
    ) throws(KerasError) -> (rows: [Int], columns: [Int]) {
        let value = settings.values[key] ?? .integer(standard)
        func sides(_ json: JSON) -> [Int]? {
            if let both = json.size { return [both, both] }
            guard let pair = json.array, pair.count == 2, let first = pair[0].size, let second = pair[1].size else { return nil }
            return [first, second]
        }
        var list = value.integer == nil ? value.array ?? [] : [value, value]
        if value["top_pad"] != nil || value["left_pad"] != nil {
            list = ["top_pad", "bottom_pad", "left_pad", "right_pad"].map { value[$0] ?? 0 }
        }
        if list.count == 4 { list = [.array([list[0], list[1]]), .array([list[2], list[3]])] }
        guard list.count == 2, let rows = sides(list[0]), let columns = sides(list[1]) else {
            throw settings.failure("\(key): whole numbers for each side expected, found \(value.excerpt)")
        }
        return (rows, columns)
    }
}
