import DigitData
import DigitFiles
import DigitTensor

/// The halves of tables: a test table without labels, as Kaggle's, is none.
func loadCSV(_ train: String, _ test: String?) throws(FileError) -> (training: Dataset, test: Dataset?) {
    guard let training = try dataset(train) else { throw FileError(path: train, problem: "a column label expected, found none") }
    return (training, try test.flatMap { path throws(FileError) in try dataset(path) })
}

/// A table of whole numbers: a row for each image, a column `label` and one for each pixel, 0 for paper to 255 for ink. Without a line of
/// names, the first column is the label. Nil where names are given and none is `label`.
///
/// Digits tables are 70 MB of small numbers and commas and nothing else, which this reads in one pass; general CSV libraries make a
/// string of each of 33 million fields.
private func dataset(_ path: String) throws(FileError) -> Dataset? {
    let bytes = try readFile(path, limit: 1 << 31)
    var table = Table(path: path, bytes: bytes)
    guard let columns = try table.header() else { return nil }
    guard let side = squareSide(columns.count - 1) else {
        throw FileError(path: path, problem: "a label and the pixels of a square image expected, found \(columns.count) columns")
    }
    var (pixels, labels): ([UInt8], [UInt8]) = ([], [])
    pixels.reserveCapacity(bytes.count / 2)
    try table.rows(count: columns.count, label: columns.label, pixels: &pixels, labels: &labels)
    guard !labels.isEmpty else { throw FileError(path: path, problem: "a row for each image expected, found none") }
    return Dataset(
        shape: [side, side, 1], values: .bytes(pixels, scale: 1 / 255, offset: 0), labels: labels,
        classCount: (labels.max().map(Int.init) ?? 0) + 1)
}

private struct Table {
    let path: String
    let bytes: [UInt8]
    private var position = 0
    private var line = 1

    private static let (comma, newline, carriageReturn) = (UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"))

    init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
        // The mark that some programs put before text.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The number of columns and the label's, after the line of names if there is one; nil where no name is `label`.
    mutating func header() throws(FileError) -> (count: Int, label: Int)? {
        let end = bytes[position...].firstIndex(of: Self.newline) ?? bytes.count
        guard end - position <= 1 << 20 else {
            throw FileError(path: path, problem: "lines of numbers expected, found something else")
        }
        let columns = 1 + bytes[position..<end].count { $0 == Self.comma }
        guard columns <= 1 + 1 << 16 else {
            throw FileError(path: path, problem: "at most \(1 + 1 << 16) columns expected, found \(columns)")
        }
        let names = String(decoding: bytes[position..<end], as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false)
            .map { $0.filter { !$0.isWhitespace && $0 != "\"" } }
        if names.allSatisfy({ Int($0) != nil }) { return (names.count, 0) }
        (position, line) = (min(end + 1, bytes.count), 2)
        guard let label = names.firstIndex(of: "label") else {
            try check(names)
            return nil
        }
        try check(names.enumerated().filter { $0.offset != label }.map(\.element))
        return (names.count, label)
    }

    /// Pixels must be named in order, `pixel0`, `pixel1`, … or `1x1`, `1x2`, …: others may hold something else.
    private func check(_ names: [String]) throws(FileError) {
        let side = squareSide(names.count) ?? 1
        for (index, name) in names.enumerated() {
            let known = ["pixel\(index)", "pixel\(index + 1)", "\(index / side + 1)x\(index % side + 1)", "\(index)"]
            if !known.contains(name) {
                throw FileError(
                    path: path,
                    problem: "columns label, pixel0, pixel1, … expected, found \(name.isEmpty ? "an empty name" : name)")
            }
        }
    }

    /// Reads all rows.
    mutating func rows(count: Int, label: Int, pixels: inout [UInt8], labels: inout [UInt8]) throws(FileError) {
        while position < bytes.count {
            if bytes[position] == Self.newline || bytes[position] == Self.carriageReturn {
                if bytes[position] == Self.newline { line += 1 }
                position += 1
                continue
            }
            for column in 0..<count {
                let number = try field(column)
                if column == label { labels.append(number) } else { pixels.append(number) }
                try separator(isLast: column == count - 1, column: column, count: count)
            }
        }
    }

    /// A number of 0 to 255.
    private mutating func field(_ column: Int) throws(FileError) -> UInt8 {
        var number = 0
        let start = position
        while position < bytes.count, case let digit = Int(bytes[position]) - 48, (0...9).contains(digit), number < 256 {
            number = 10 * number + digit
            position += 1
        }
        guard position > start, number < 256 else { throw failure(start, column) }
        return UInt8(number)
    }

    private mutating func separator(isLast: Bool, column: Int, count: Int) throws(FileError) {
        if position < bytes.count, bytes[position] == Self.carriageReturn { position += 1 }
        let isEnd = position == bytes.count || bytes[position] == Self.newline
        if isEnd && !isLast || !isEnd && isLast && bytes[position] == Self.comma {
            throw FileError(
                path: path, problem: "\(count) columns expected in line \(line), found \(isEnd ? "\(column + 1)" : "more")")
        }
        if isEnd {
            line += 1
        } else if bytes[position] != Self.comma {
            throw failure(position, column)
        }
        if position < bytes.count { position += 1 }
    }

    private func failure(_ start: Int, _ column: Int) -> FileError {
        let field = bytes[start...].prefix(20).prefix { $0 != Self.comma && $0 != Self.newline }
        return FileError(
            path: path,
            problem:
                "a number from 0 to 255 expected in line \(line), column \(column + 1), found \(field.isEmpty ? "nothing" : String(decoding: field, as: UTF8.self))"
        )
    }
}
