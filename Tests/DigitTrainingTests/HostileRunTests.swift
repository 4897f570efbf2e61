import DigitFiles
import DigitTraining
import Foundation
import Testing

/// Tables of a run that somebody else wrote.
@Suite final class HostileRunTests {
    private let root = FileManager.default.temporaryDirectory.appending(path: "HostileRunTests-\(UUID().uuidString)").path

    init() throws { try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: false) }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    private func rows(_ text: String) throws(FileError) -> [EpochRecord] {
        let header = "epoch,seconds,loss,accuracy,val_loss,val_accuracy,learning_rate\n"
        try writeFile(Array((header + text).utf8), to: "\(root)/results.csv")
        return try ResultsTable.rows(of: try RunFolder.existing(root))
    }

    @Test func soundRows() throws {
        let rows = try rows("1,1.5,0.3,0.9,,,0.001\n\n2,1.5,0.2,0.95,0.3,1,0.001")
        #expect(rows.map(\.epoch) == [1, 2])
        #expect(rows.map(\.valAccuracy) == [nil, 1])
    }

    @Test(
        "Impossible figures of an epoch",
        arguments: [
            ("1,1,1,inf,,,1", "accuracy"), ("1,1,1,1,,inf,1", "val_accuracy"), ("1,1,nan,1,,,1", "loss"),
            ("1,1e300,1,1,,,1", "seconds"), ("1,-1,1,1,,,1", "seconds"), ("1,1,1,1,,,-inf", "learning_rate"),
            ("9223372036854775807,1,1,1,,,1", "epoch"), ("-1,1,1,1,,,1", "epoch"), ("1,1,1,1.5,,,1", "accuracy"),
        ])
    func impossibleRows(row: String, name: String) {
        let error = #expect(throws: FileError.self) { try rows(row) }
        #expect(error?.description.hasPrefix("\(root)/results.csv: line 2: \(name): a number from ") == true, "\(error as Any)")
    }

    /// A million equal rows would be drawn and summed.
    @Test func epochsThatDoNotRise() {
        for row in ["2", "1"] {
            let problem = "line 3: an epoch after 2 expected, found \(row)"
            #expect(throws: FileError(path: "\(root)/results.csv", problem: problem)) {
                try rows("2,1,1,1,,,1\n\(row),1,1,1,,,1\n")
            }
        }
    }

    @Test(
        "Rows of another kind",
        arguments: [
            "1,1,1,1,,,", "1,1,1,1,,,1,1", "1,x,1,1,,,1", "99999999999999999999,1,1,1,,,1",
            String(repeating: ",", count: 100_000),
        ]) func wrongRows(_ row: String)
    {
        let problem = "7 numbers of an epoch, seconds, losses, accuracies and a rate expected in line 2"
        #expect(throws: FileError(path: "\(root)/results.csv", problem: problem)) { try rows(row) }
    }
}
