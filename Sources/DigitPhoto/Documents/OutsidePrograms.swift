import DigitFiles

/// Programs for what is not done here: each a separate process with limits, and none needed for what scanners write.
enum OutsidePrograms {
    /// The resolution in dots per inch at which pages are drawn: usual for scans of writing.
    private static let resolution = 300
    /// For pages that would have too many pixels at that resolution.
    private static let lowResolution = 100

    /// The number of pages of a PDF document, by poppler's `pdfinfo`.
    static func pageCount(ofPDF path: String) throws(PhotoError.Problem) -> Int {
        let text = String(decoding: try poppler(["pdfinfo", path], seconds: 30, output: 1 << 20).bytes, as: UTF8.self)
        for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix("Pages:") {
            if let count = Int(line.dropFirst(6).filter { $0 != " " }), count > 0 { return count }
        }
        throw .damaged("PDF: at least one page expected, found none")
    }

    /// Draws a page of a PDF document as a PGM file, by poppler's `pdftoppm`; a page of which it reports damage is an error.
    /// - Parameter index: counted from 0.
    static func draw(page index: Int, ofPDF path: String, pixelLimit: Int) throws(PhotoError.Problem) -> [UInt8] {
        for resolution in [resolution, lowResolution] {
            let number = String(index + 1)
            let drawn = try poppler(
                ["pdftoppm", "-f", number, "-l", number, "-r", "\(resolution)", "-cropbox", "-gray", path], seconds: 60,
                output: pixelLimit + 64, isTooMuchNothing: true)
            guard !drawn.bytes.isEmpty else { continue }
            if let message = PopplerMessages.firstDamage(in: drawn.messages) {
                throw .damaged("PDF: the page cannot be shown as a whole; pdftoppm says: \(message)")
            }
            return drawn.bytes
        }
        throw .unsupported("a page of at most \(pixelLimit) pixels at \(lowResolution) dots an inch expected, got a larger one")
    }

    private static func poppler(
        _ arguments: [String], seconds: Int, output: Int, isTooMuchNothing: Bool = false
    ) throws(PhotoError.Problem) -> ProgramOutput {
        do throws(ProgramError) {
            let output = try outputOfProgram(arguments, limits: ProgramLimits(seconds: seconds, output: output))
            if output.bytes.isEmpty { throw .failed(output.messages.first ?? "") }
            return output
        } catch {
            switch error {
            case .missing:
                throw .unsupported(
                    "this PDF page needs \(arguments[0]), which is not installed (apt install poppler-utils; brew install poppler)"
                )
            case .tooSlow(let seconds): throw .damaged("PDF: \(arguments[0]) did not finish within \(seconds) seconds")
            case .tooMuchOutput:
                if isTooMuchNothing { return ProgramOutput() }
                throw .damaged("PDF: \(arguments[0]) writes too much output")
            case .failed(let text):
                if text.lowercased().contains("password") {
                    throw .unsupported("a PDF document that opens without a password expected, found an encrypted one")
                }
                throw .damaged("PDF: the file is cut off or damaged and cannot be repaired; \(arguments[0]) \(Self.words(text))")
            }
        }
    }

    private static func words(_ message: String) -> String { message.isEmpty ? "gives no reason" : "says: \(message)" }

    /// Makes a JPEG of the bytes of a HEIC or AVIF file.
    static func jpeg(ofHEIF bytes: [UInt8]) throws(PhotoError.Problem) -> [UInt8] {
        let file: TemporaryFile
        do throws(FileError) { file = try TemporaryFile(bytes, suffix: ".heic") } catch { throw .unreadable("\(error)") }
        return try jpeg(ofHEIF: file.path)
    }

    /// Makes a JPEG of a HEIC or AVIF file, by libheif's program.
    static func jpeg(ofHEIF path: String) throws(PhotoError.Problem) -> [UInt8] {
        guard let program = ["heif-dec", "heif-convert"].first(where: isProgramInstalled) else {
            throw .unsupported(
                "HEIC and AVIF pictures need heif-convert, which is not installed (apt install libheif-examples; brew install libheif)"
            )
        }
        do {
            let target = try TemporaryFile(suffix: ".jpg")
            _ = try runProgram(
                [program, "-q", "95", path.hasPrefix("-") ? "./\(path)" : path, target.path],
                limits: ProgramLimits(output: defaultFileLimit))
            return try readFile(target.path, limit: defaultFileLimit)
        } catch let error as FileError {
            throw .unreadable(error.problem)
        } catch ProgramError.tooSlow(let seconds) {
            throw .damaged("HEIC: \(program) did not finish within \(seconds) seconds")
        } catch ProgramError.failed(let text) {
            throw .damaged("HEIC: \(program) failed: \(text.isEmpty ? "no message" : text)")
        } catch { throw .damaged("HEIC: \(program) cannot read it") }
    }
}
