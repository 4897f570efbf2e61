import DigitReader
import Foundation
import Testing

/// Photos of pages drawn by `Scripts/handwriting/pages.py`, one of each kind, to detect regressions in reading.
@Suite struct RegressionTests {
    private struct Entry: Decodable {
        var file: String
        var lines: [String]
        var kind: String
    }

    @Test func drawnPages() throws {
        let folder = Bundle.module.resourceURL!.appendingPathComponent("Pages").path
        let entries = try JSONDecoder().decode(
            [Entry].self, from: Data(contentsOf: URL(fileURLWithPath: "\(folder)/manifest.json")))
        let reader = try DigitReader()
        var (edits, digits, wrong) = (0, 0, [String]())
        for entry in entries {
            let read = try reader.read(contentsOf: "\(folder)/\(entry.file)").lines.map(\.text)
            let distance = Self.distance(read.joined(separator: " "), entry.lines.joined(separator: " "))
            (edits, digits) = (edits + distance, digits + entry.lines.map(\.count).reduce(0, +))
            if distance > 0 { wrong.append("\(entry.file): \(read) instead of \(entry.lines)") }
        }
        #expect(entries.count >= 20)
        #expect(Double(edits) / Double(digits) < 0.09, "\(wrong.joined(separator: "\n"))")
    }

    /// Whatever is wrong is doubtful: less than 80 % confidence.
    @Test(arguments: [
        ("page.jpg", ["4029175", "18360", "19748", "260514"]),
        (
            "table.jpg",
            ["1204", "875", "960", "1133", "1387", "1042", "718", "996", "1055", "1260", "843", "907"]
        ),
        ("note.jpg", ["31415", "27182", "1609"]),
    ])
    func thePicturesOfTheDocumentation(file: String, lines: [String]) throws {
        let folder = URL(fileURLWithPath: #filePath).appending(path: "../../../Docs/pictures").standardized.path
        let read = try DigitReader().read(contentsOf: "\(folder)/\(file)").lines
        #expect(read.count == lines.count)
        let isRight = zip(read, lines).map { $0.text == $1 }
        #expect(isRight.count { !$0 } <= 1)
        for (line, isRight) in zip(read, isRight) where !isRight {
            #expect(line.confidence < 0.8, "\(line.text)")
        }
    }

    /// The edit distance of two texts (Levenshtein).
    private static func distance(_ a: String, _ b: String) -> Int {
        let b = Array(b)
        var previous = Array(0...b.count)
        for (i, character) in a.enumerated() {
            var current = [i + 1]
            for j in b.indices {
                current.append(min(previous[j + 1] + 1, current[j] + 1, previous[j] + (character == b[j] ? 0 : 1)))
            }
            previous = current
        }
        return previous[b.count]
    }
}
