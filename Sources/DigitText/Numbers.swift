/// Formats numbers for people. Plain arithmetic: formatting by locale is neither wanted nor cheap here.
extension Double {
    /// Returns the number with `places` digits after the point: 0.99, 2 places: "0.99". NaN and infinities print as "nan" and
    /// "inf".
    package func fixed(_ places: Int) -> String {
        guard isFinite else { return "\(self)" }
        let scaled = exactlyRounded(timesTenTo: places)
        guard scaled < 1e15 else { return "\(self)" }
        let digits = String(Int(scaled))
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        let sign = self < 0 && scaled > 0 ? "-" : ""
        return places == 0 ? sign + padded : "\(sign)\(padded.dropLast(places)).\(padded.suffix(places))"
    }

    /// Returns the magnitude times a power of ten, rounded once as IEEE 754 rounds: to the nearest whole number, halves to even.
    private func exactlyRounded(timesTenTo places: Int) -> Double {
        let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
        let product = magnitude * scale
        // The rounding error of the product decides if it seems to lie in the middle.
        let missing = (-product).addingProduct(magnitude, scale)
        let whole = product.rounded(.down)
        let beyondHalf = (product - whole - 0.5) + missing
        let isOdd = whole.truncatingRemainder(dividingBy: 2) == 1
        return beyondHalf > 0 || (beyondHalf == 0 && isOdd) ? whole + 1 : whole
    }

    /// A loss or an accuracy as Keras prints it: four decimals, or four significant decimals and a power of ten if that shows
    /// more.
    package var metricText: String {
        guard isFinite, magnitude <= 1e-3 || magnitude >= 1e6, self != 0 else { return fixed(4) }
        var (mantissa, exponent) = (self, 0)
        while mantissa.magnitude >= 9.99995 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
        while mantissa.magnitude < 0.999995 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
        let digits = String(exponent.magnitude)
        return mantissa.fixed(4) + (exponent < 0 ? "e-" : "e+") + (digits.count < 2 ? "0" : "") + digits
    }

    /// A fraction as a percentage with two decimals: "99.02 %".
    package var percentText: String { "\((self * 100).fixed(2)) %" }
}

extension Int {
    /// With thousands separators: 60000 as "60,000".
    package var grouped: String {
        var digits = String(magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (self < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }

    /// With a noun, plural unless it is one: "1 image", "60,000 images".
    package func counted(_ noun: String) -> String { "\(grouped) \(noun)\(self == 1 ? "" : "s")" }
}

extension Duration {
    /// The time in seconds.
    package var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

extension String {
    /// Padded with spaces on the left up to `width` characters.
    package func padded(toWidth width: Int) -> String { String(repeating: " ", count: Swift.max(0, width - count)) + self }

    /// Padded with spaces on the right up to `width` characters.
    package func padded(fromStartToWidth width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - count))
    }
}
