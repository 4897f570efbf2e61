import DigitFiles
import DigitPhoto
import DigitReader
import DigitReport

/// Reads pictures one after the other; what cannot be read is reported, and the rest goes on.
struct ReadingRun {
    let reader: DigitReader
    let known: KnownNumbers?
    let pixelLimit: Int
    /// Where the annotated picture goes.
    let annotated: String?
    /// The folder for the digits' pictures.
    let crops: String?
    private(set) var hasFailed = false

    init(reader: DigitReader, known: KnownNumbers?, pixelLimit: Int, annotated: String?, crops: String?) {
        self.reader = reader
        self.known = known
        self.pixelLimit = pixelLimit
        self.annotated = annotated
        self.crops = crops
    }

    mutating func run(_ inputs: PictureInputs, output: inout ReadOutput) throws {
        try output.begin()
        for error in inputs.errors { try report(error) }
        let showsProgress = inputs.paths.count > 1 && Output.error.isTerminal && !Output.standard.isTerminal
        for (number, path) in inputs.paths.enumerated() {
            if showsProgress { try Output.error.write("\r\u{1B}[K\(number + 1)/\(inputs.paths.count) \(path)") }
            do {
                let page = try read(path)
                if showsProgress { try Output.error.write("\r\u{1B}[K") }
                try output.add(page, file: path)
            } catch let error as OutputError {
                throw error
            } catch {
                if showsProgress { try Output.error.write("\r\u{1B}[K") }
                try report(error)
            }
        }
        try output.end()
    }

    private mutating func report(_ error: any Error) throws {
        hasFailed = true
        try Output.error.writeLine("Error: \(error)")
    }

    private func read(_ path: String) throws -> PageReading {
        let isStandardInput = path == "-"
        let name = isStandardInput ? "standard input" : path
        let bytes = isStandardInput ? try readStandardInput(limit: defaultFileLimit) : try readFile(path, limit: defaultFileLimit)
        // A picture to be drawn on is decoded at its full size, which is then read too.
        let image = try annotated.map { _ in try decodeColorImage(bytes, name: name, pixelLimit: pixelLimit) }
        var page =
            try image.map { image in try naming(name) { try reader.read(image, constraint: known?.field) } }
            ?? reader.read(encoded: bytes, name: name, constraint: known?.field, pixelLimit: pixelLimit)
        known?.partMisfits(of: &page)
        let pages = pageCount(bytes)
        if pages > 1 { try Output.error.writeLine("Note: \(name): the first of \(pages) pages is read") }
        if let annotated, let image {
            try writeFile(try encodePNG(try page.annotated(image)), to: annotated)
        }
        if let crops { try writeCrops(page, of: isStandardInput ? "stdin" : path, into: crops) }
        return page
    }

    /// Names such as `7/page-2-05.png`: the digit's class, the picture, the line and the place in it.
    private func writeCrops(_ page: PageReading, of path: String, into folder: String) throws {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let stem = file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
        for (line, reading) in page.lines.enumerated() {
            for (place, digit) in reading.digits.enumerated() {
                let name = "\(stem)-\(line + 1)-\(place < 9 ? "0" : "")\(place + 1).png"
                try makeFolders("\(folder)/\(digit.digit)")
                try writeFile(try encodePNG(digit.normalized), to: "\(folder)/\(digit.digit)/\(name)")
            }
        }
    }
}
