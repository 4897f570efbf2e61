import DigitFiles
import DigitPhoto
import DigitReader
import DigitReport

/// Reads pictures, several at once; errors are reported, and the rest is read. The output is in the pictures' order.
struct ReadingRun {
    let pictures: PictureReader
    /// The folder for the digits' pictures.
    let crops: String?
    /// The number of pictures read at once; nil for as many as there are processors.
    let threads: Int?
    private(set) var hasFailed = false

    init(pictures: PictureReader, crops: String?, threads: Int?) {
        (self.pictures, self.crops, self.threads) = (pictures, crops, threads)
    }

    mutating func run(_ inputs: PictureInputs, output: inout ReadOutput) throws {
        try output.begin()
        for error in inputs.errors { try report(error) }
        let showsProgress = Output.error.isTerminal && !Output.standard.isTerminal
        var done = 0
        let pictures = pictures
        try forEachInOrder(inputs, threads: threads) { input in
            Result { try pictures.read(input) }
        } use: { input, result in
            if showsProgress { try Output.error.write("\r\u{1B}[K") }
            switch result {
            case .success(let read): try add(read, of: input, to: &output)
            case .failure(let error): try report(error)
            }
            done += 1
            if showsProgress, inputs.isSeveral || input.pageNumber != nil {
                try Output.error.write("\(done) read: \(input.name)")
            }
        }
        if showsProgress { try Output.error.write("\r\u{1B}[K") }
        try output.end()
    }

    private mutating func add(_ read: PictureReader.Result, of input: PictureInput, to output: inout ReadOutput) throws {
        for note in read.notes { try Output.error.writeLine("Note: \(note)") }
        if read.page.omittedLines > 0 { hasFailed = true }
        do { if let crops { try writeCrops(read.page, of: input, into: crops) } } catch {
            try report(error)
        }
        try output.add(read.page, of: input)
    }

    private mutating func report(_ error: any Error) throws {
        hasFailed = true
        try Output.error.writeLine("Error: \(error)")
    }

    /// Names such as `7/page-2-05.png`: the digit's class, the picture, the line and the position in it; `7/scan-p3-2-05.png` for
    /// a page.
    private func writeCrops(_ page: PageReading, of input: PictureInput, into folder: String) throws {
        let path = input.file == "-" ? "stdin" : input.file
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let stem = (file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file) + (input.pageNumber.map { "-p\($0)" } ?? "")
        for (line, reading) in page.lines.enumerated() {
            for (place, digit) in reading.digits.enumerated() {
                let name = "\(stem)-\(line + 1)-\(place < 9 ? "0" : "")\(place + 1).png"
                try makeFolders("\(folder)/\(digit.digit)")
                try writeFile(try encodePNG(digit.normalized), to: "\(folder)/\(digit.digit)/\(name)")
            }
        }
    }
}
