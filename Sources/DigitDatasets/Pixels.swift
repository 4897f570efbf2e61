import DigitFiles

/// Pixels of 0 to 1 or of 0 to 255, as bytes.
struct Pixels {
    var values: [UInt8] = []
    /// Whether all numbers so far were 0 to 1, so that the bytes are 255 times as large.
    private var isUnit = true
    private let name: String

    /// - Parameter name: their name in messages.
    init(capacity: Int, name: String) {
        self.name = name
        values.reserveCapacity(capacity)
    }

    /// Appends the next numbers.
    /// - Throws: `FileError` if they are not 0 to 1 or 0 to 255.
    mutating func append(_ numbers: [Double]) throws(FileError) {
        guard numbers.allSatisfy({ (0...255).contains($0) }) else {
            throw FileError(
                path: name,
                problem: "pixels from 0 to 1 or from 0 to 255 expected, found \(numbers.min() ?? 0) to \(numbers.max() ?? 0)")
        }
        if isUnit, numbers.contains(where: { $0 > 1 }) {
            isUnit = false
            // The earlier ones were 0 to 1 out of 255.
            values = values.map { $0 < 128 ? 0 : 1 }
        }
        let scale = isUnit ? 255.0 : 1
        for number in numbers { values.append(UInt8((number * scale).rounded())) }
    }
}
