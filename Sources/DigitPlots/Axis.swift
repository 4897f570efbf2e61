import DigitText
import DigitTensor

/// A scale of numbers on a line of pixels, with ticks at round numbers.
struct Axis {
    let range: ClosedRange<Double>
    let pixels: (from: Double, to: Double)
    let ticks: [Double]
    let isLogarithmic: Bool

    /// An axis for some numbers: it begins and ends at ticks, or as given.
    init(_ numbers: [Double], pixels: (from: Double, to: Double), range: ClosedRange<Double>? = nil, isWhole: Bool = false) {
        // Beyond these, differences of numbers vanish, and there is nothing to see.
        let finite = numbers.filter { abs($0) < 1e100 }
        var (low, high) = (range?.lowerBound ?? finite.min() ?? 0, range?.upperBound ?? finite.max() ?? 1)
        if high - low < 1e-12 * max(abs(high), 1) {
            (low, high) = isWhole ? (low - 1, high + 1) : (low - max(abs(low) * 0.1, 1e-6), high + max(abs(high) * 0.1, 1e-6))
        }
        var step = Self.roundStep((high - low) / 5)
        if isWhole { step = max(step, 1) }
        let isGiven = range != nil || isWhole
        let first = (low / step).rounded(isGiven ? .up : .down)
        let last = (high / step).rounded(isGiven ? .down : .up)
        ticks = stride(from: first, through: max(first, last), by: 1).map { $0 * step }
        self.range = isGiven ? low...high : (first * step)...(last * step)
        self.pixels = pixels
        isLogarithmic = false
    }

    /// An axis whose ticks are powers of ten.
    init(logarithmsOf numbers: [Double], pixels: (from: Double, to: Double)) {
        let exponents = numbers.filter { $0 > 0 && $0.isFinite }.map { decimalLogarithm($0) }
        let (low, high) = ((exponents.min() ?? 0).rounded(.down), (exponents.max() ?? 1).rounded(.up))
        range = low...max(high, low + 1)
        ticks = stride(from: low, through: range.upperBound, by: 1).map { $0 }
        self.pixels = pixels
        isLogarithmic = true
    }

    /// The position of a number (or its logarithm).
    func position(_ number: Double) -> Double {
        let part = (number - range.lowerBound) / (range.upperBound - range.lowerBound)
        return pixels.from + part * (pixels.to - pixels.from)
    }

    /// The label of a tick.
    func label(_ tick: Double) -> String {
        if isLogarithmic { return "1e\(Int(tick))" }
        let step = ticks.count > 1 ? ticks[1] - ticks[0] : abs(tick)
        var (places, size) = (0, step)
        while size < 0.9999, places < 9 { (places, size) = (places + 1, size * 10) }
        return tick.fixed(places)
    }

    /// The nearest 1, 2 or 5 times a power of ten.
    static func roundStep(_ size: Double) -> Double {
        guard size > 0, size.isFinite else { return 1 }
        var power = 1.0
        while power * 10 <= size { power *= 10 }
        while power > size { power /= 10 }
        let factor = size / power
        return power * (factor < 1.5 ? 1 : factor < 3.5 ? 2 : factor < 7.5 ? 5 : 10)
    }
}

extension Double {
    /// For coordinates: at most two decimals, without trailing zeros.
    var short: String {
        guard isFinite, magnitude < 1e9 else { return "0" }
        var text = fixed(2)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text == "-0" ? "0" : text
    }
}
