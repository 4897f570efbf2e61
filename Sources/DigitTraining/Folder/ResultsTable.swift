import DigitFiles
import DigitNN
import DigitText

/// `results.csv`: a row for each epoch, appended as soon as the epoch is done.
package struct ResultsTable: TrainingCallback {
    /// The name of the file in the run's folder.
    package static let fileName = "results.csv"
    private static let columns = [
        "epoch", "seconds", "loss", "accuracy", "val_loss", "val_accuracy", "learning_rate",
    ]

    private let path: String

    /// Writes the table anew with the epochs of a training so far.
    package init(in folder: RunFolder, history: [EpochReport]) throws(FileError) {
        path = folder.file(Self.fileName)
        let lines = [Self.columns.joined(separator: ",")] + history.map { Self.row(EpochRecord($0)) }
        try writeFile(Array(lines.joined(separator: "\n").utf8) + [UInt8(ascii: "\n")], to: path)
    }

    package func epochEnded(_ report: EpochReport, _ training: Training) throws {
        try appendFile(Array("\(Self.row(EpochRecord(report)))\n".utf8), to: path)
    }

    private static func row(_ epoch: EpochRecord) -> String {
        // As many digits as a Double has, so that nothing is lost.
        func text(_ number: Double?) -> String { number.map { "\($0)" } ?? "" }
        return [
            String(epoch.epoch), epoch.seconds.fixed(3), text(epoch.loss), text(epoch.accuracy), text(epoch.valLoss),
            text(epoch.valAccuracy), text(epoch.learningRate),
        ].joined(separator: ",")
    }

    /// The rows of a run's table.
    /// - Throws: `FileError` if there is no such table, or it has other columns.
    package static func rows(of folder: RunFolder) throws(FileError) -> [EpochRecord] {
        let path = folder.file(fileName)
        var rest = try readFile(path, limit: mostBytes)[...]
        let header = columns.joined(separator: ",")
        let first = nextLine(&rest)
        guard first.elementsEqual(header.utf8) else {
            let found = first.isEmpty ? "nothing" : String(decoding: first, as: UTF8.self)
            throw FileError(path: path, problem: "columns \(header) expected, found \(found)")
        }
        var rows: [EpochRecord] = []
        var number = 1
        while !rest.isEmpty {
            let line = nextLine(&rest)
            number += 1
            if line.isEmpty { continue }
            guard let row = EpochRecord(line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)) else {
                throw FileError(
                    path: path,
                    problem:
                        "\(columns.count) numbers of an epoch, seconds, losses, accuracies and a rate expected in line \(number)")
            }
            try row.check("line \(number): ", path)
            if let last = rows.last?.epoch, row.epoch <= last {
                throw FileError(path: path, problem: "line \(number): an epoch after \(last) expected, found \(row.epoch)")
            }
            rows.append(row)
        }
        return rows
    }

    /// The largest size of a table in bytes: hundreds of thousands of epochs.
    private static let mostBytes = 1 << 26
    /// The longest line in bytes: seven numbers take up to 150.
    private static let mostLineBytes = 300

    /// The next line, at most as long as a row can be.
    private static func nextLine(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
        let line = rest[..<end].prefix(mostLineBytes)
        rest = end < rest.endIndex ? rest[(end + 1)...] : []
        return line
    }
}

extension EpochRecord {
    /// The metrics of a row's fields; nil if they are not numbers.
    fileprivate init?(_ fields: [ArraySlice<UInt8>]) {
        func text(_ index: Int) -> String { String(decoding: fields[index], as: UTF8.self) }
        guard fields.count == 7, let epoch = Int(text(0)), let seconds = Double(text(1)), let loss = Double(text(2)),
            let accuracy = Double(text(3)), let rate = Double(text(6))
        else { return nil }
        self.epoch = epoch
        self.seconds = seconds
        validationSeconds = 0
        self.loss = loss
        self.accuracy = accuracy
        valLoss = Double(text(4))
        valAccuracy = Double(text(5))
        learningRate = rate
        guard fields[4].isEmpty || valLoss != nil, fields[5].isEmpty || valAccuracy != nil else { return nil }
    }
}
