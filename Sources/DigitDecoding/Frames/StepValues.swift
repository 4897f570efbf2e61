/// A value for each step of a line. Only those from the first that is not zero to the last are stored: in a long line, most sums
/// over alignments are too small for a `Double`, except near a symbol's own steps.
package struct StepValues: Sendable {
    private let first: Int
    private let values: [Double]

    package init(_ all: [Double]) {
        first = all.firstIndex { $0 != 0 } ?? 0
        let end = all.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
        values = end - first == all.count ? all : Array(all[first..<end])
    }

    /// The number of values that are stored.
    package var storedCount: Int { values.count }

    package subscript(step: Int) -> Double {
        let place = step - first
        return place >= 0 && place < values.count ? values[place] : 0
    }
}
