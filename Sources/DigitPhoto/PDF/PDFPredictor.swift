/// The predictor applied to rows of pixels before compression (ISO 32000-1, section 7.4.4.4): PNG's filters, or none.
struct PDFPredictor {
    private let usesFilters: Bool
    private let rowBytes: Int
    private let pixelBytes: Int

    /// Nil for unsupported predictors.
    init?(_ parameters: [String: PDFObject]) {
        let kind = parameters["Predictor"]?.integer ?? 1
        guard kind == 1 || (10...15).contains(kind) else { return nil }
        usesFilters = kind != 1
        let colors = parameters["Colors"]?.integer ?? 1
        let bits = parameters["BitsPerComponent"]?.integer ?? 8
        let columns = parameters["Columns"]?.integer ?? 1
        guard (1...4).contains(colors), [1, 2, 4, 8, 16].contains(bits), (1...1 << 20).contains(columns) else { return nil }
        rowBytes = (colors * bits * columns + 7) / 8
        pixelBytes = max(1, colors * bits / 8)
    }

    /// The original rows; nil if they are damaged.
    func undone(_ bytes: [UInt8]) -> [UInt8]? {
        guard usesFilters else { return bytes }
        let rows = bytes.count / (rowBytes + 1)
        guard rows * (rowBytes + 1) == bytes.count else { return nil }
        var result = [UInt8](repeating: 0, count: rows * rowBytes)
        for row in 0..<rows {
            guard undo(bytes, row, &result) else { return nil }
        }
        return result
    }

    /// Undoes the filter of a row (PNG, third edition, section 9).
    private func undo(_ bytes: [UInt8], _ row: Int, _ result: inout [UInt8]) -> Bool {
        let (from, to) = (row * (rowBytes + 1) + 1, row * rowBytes)
        let filter = bytes[from - 1]
        guard filter <= 4 else { return false }
        for x in 0..<rowBytes {
            let left = x >= pixelBytes ? Int(result[to + x - pixelBytes]) : 0
            let up = row > 0 ? Int(result[to + x - rowBytes]) : 0
            let guess: Int
            switch filter {
            case 0: guess = 0
            case 1: guess = left
            case 2: guess = up
            case 3: guess = (left + up) / 2
            default:
                let corner = row > 0 && x >= pixelBytes ? Int(result[to + x - rowBytes - pixelBytes]) : 0
                guess = Self.paeth(left, up, corner)
            }
            result[to + x] = bytes[from + x] &+ UInt8(truncatingIfNeeded: guess)
        }
        return true
    }

    private static func paeth(_ left: Int, _ up: Int, _ corner: Int) -> Int {
        let estimate = left + up - corner
        let (a, b, c) = (abs(estimate - left), abs(estimate - up), abs(estimate - corner))
        return a <= b && a <= c ? left : b <= c ? up : corner
    }
}
