import DigitAugment
import DigitDatasets
import DigitFiles
import DigitImage
import DigitNN
import DigitPhoto
import DigitRecognizer
import DigitTensor

/// Corrected lines as samples: sample n is line n, cyclically.
struct CorrectedLines: SequenceSamples {
    /// The lines, the narrowest first.
    private let lines: [CorrectedLine]

    /// The largest file of a text in bytes.
    private static let textLimit = 1 << 16

    /// Reads the corrected lines in a folder of corrections.
    /// - Throws: `FileError` if there are none, or one cannot be used for training.
    init(_ corrections: String) throws(FileError) {
        let folder = "\(corrections)/\(CorrectedLine.folderName)"
        let names = try Self.names(in: corrections)
        guard !names.isEmpty else { throw FileError(path: folder, problem: "pictures of corrected lines expected, found none") }
        var lines: [CorrectedLine] = []
        for name in names { lines.append(try Self.line(folder, name)) }
        self.lines = lines.sorted { $0.strip.width < $1.strip.width }
    }

    /// The names of the pictures of lines, sorted; empty if there is no folder of them.
    static func names(in corrections: String) throws(FileError) -> [String] {
        let folder = "\(corrections)/\(CorrectedLine.folderName)"
        guard try pathKind(folder) == .folder else { return [] }
        return try FileTree(folder: folder).entries().filter { ClassFolders.isPicture($0) }.sorted()
    }

    private static func line(_ folder: String, _ name: String) throws(FileError) -> CorrectedLine {
        let path = "\(folder)/\(name)"
        let textPath = "\(folder)/\(name.prefix(upTo: name.lastIndex(of: ".") ?? name.endIndex))\(CorrectedLine.textEnding)"
        let text = String(decoding: try readFile(textPath, limit: textLimit), as: UTF8.self)
        let firstLine = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        let bytes = try readFile(path, limit: defaultFileLimit)
        do { return try CorrectedLine(picture: decodeImage(bytes, name: "picture"), text: firstLine) } catch {
            throw FileError(path: path, problem: "\(error)")
        }
    }

    /// The number of lines.
    var count: Int { lines.count }

    /// The lines that fit in strips of the given width.
    func fitting(_ columns: Int) -> ArraySlice<CorrectedLine> {
        lines[..<(lines.firstIndex { $0.strip.width > columns } ?? lines.endIndex)]
    }

    func makeSample(
        number: UInt64, seed: UInt64, maximumWidth: Int, progress: Double, into pixels: UnsafeMutablePointer<Float>
    ) -> SequenceLabel { lines[Int(number % UInt64(lines.count))].write(to: pixels, columns: maximumWidth) }

    /// A checksum of all lines.
    func checksum(continuing checksum: UInt32) -> UInt32 {
        lines.reduce(checksum) { sum, line in crc32(line.symbols, continuing: crc32(line.picture.pixels, continuing: sum)) }
    }
}

/// Generated lines, a fraction of which are replaced with corrected ones.
struct LinesWithCorrections: SequenceSamples {
    let generated: LineGenerator
    let corrected: CorrectedLines
    /// The fraction of corrected lines, 0 ... 1.
    let part: Float

    func makeSample(
        number: UInt64, seed: UInt64, maximumWidth: Int, progress: Double, into pixels: UnsafeMutablePointer<Float>
    ) -> SequenceLabel {
        // A stream other than that of the generated lines.
        var random = Philox(seed: seed, stream: .lines, index: 1, position: number << 3)
        let fitting = random.nextUniform() < part ? corrected.fitting(maximumWidth) : []
        guard !fitting.isEmpty else {
            return generated.makeLine(
                number: number, seed: seed, maximumWidth: maximumWidth, progress: progress, into: pixels)
        }
        return fitting[Int(random.next(below: UInt32(fitting.count)))].write(to: pixels, columns: maximumWidth)
    }
}

extension CorrectedLine {
    /// Copies the strip to the left of a wider one.
    fileprivate func write(to target: UnsafeMutablePointer<Float>, columns: Int) -> SequenceLabel {
        target.update(repeating: 0, count: LineStrip.height * columns)
        let width = min(strip.width, columns)
        for row in 0..<LineStrip.height {
            for column in 0..<width { target[row * columns + column] = strip.values[row * strip.width + column] }
        }
        return SequenceLabel(width: width, symbols: symbols)
    }
}
