import DigitFiles
import DigitImage

/// A code that was read, such as a QR code or a barcode.
package struct PrintedCode: Equatable, Sendable {
    /// The content: UTF-8, or else one character for each byte (Latin-1).
    package let text: String
    /// Whether its kind has check digits, which reveal damage: Code 39, Codabar and ITF have none.
    package let isChecked: Bool

    /// The beginnings of zxing-cpp's names of kinds without check digits, without spaces and hyphens.
    private static let unchecked = ["code39", "codabar", "itf"]

    init(bytes: [UInt8], kind: String) {
        text = String(validating: bytes, as: UTF8.self) ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        let name = kind.lowercased().filter { $0 != " " && $0 != "-" }
        isChecked = !Self.unchecked.contains { name.hasPrefix($0) }
    }
}

/// Reads codes with zxing-cpp's program (Apache-2.0), in a process of its own, so that it is needed only for reading codes.
package enum PrintedCodeReader {
    private static let program = "ZXingReader"

    /// Whether the program is installed.
    package static var isInstalled: Bool { isProgramInstalled(program) }

    /// The message if it is not installed.
    package static let advice =
        "codes need \(program), which is not installed (apt install zxing-cpp-tools; brew install zxing-cpp)"

    /// Returns all codes in a picture with dark ink, in any orientation.
    /// - Throws: `PhotoError.Problem` if the program is missing, or does not finish in time.
    package static func codes(in image: GrayImage) throws(PhotoError.Problem) -> [PrintedCode] {
        let file: TemporaryFile
        do { file = try TemporaryFile(try encodePNG(image), suffix: ".png") } catch { throw .unreadable("\(error)") }
        do throws(ProgramError) {
            return parse(try runProgram([program, file.path], limits: ProgramLimits(seconds: 10, output: 1 << 20)))
        } catch {
            switch error {
            case .missing: throw .unsupported(advice)
            case .tooSlow(let seconds): throw .unreadable("codes: \(program) did not finish within \(seconds) seconds")
            case .tooMuchOutput: throw .unreadable("codes: \(program) writes too much output")
            // Some versions exit with an error if they find no code.
            case .failed(""): return []
            case .failed(let text): throw .unreadable("codes: \(program) failed: \(text)")
            }
        }
    }

    /// Parses the program's output: several lines for each code, of which `Bytes:` has the content in hexadecimal digits, and
    /// `Format:` the kind.
    package static func parse(_ output: [UInt8]) -> [PrintedCode] {
        var (codes, bytes): ([PrintedCode], [UInt8]?) = ([], nil)
        for line in String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline) {
            if line.hasPrefix("Bytes:") { bytes = Self.bytes(line.dropFirst(6)) }
            if line.hasPrefix("Format:"), let said = bytes {
                codes.append(PrintedCode(bytes: said, kind: String(line.dropFirst(7))))
                bytes = nil
            }
        }
        return codes
    }

    private static func bytes(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: " ")
        let bytes = parts.compactMap { $0.count == 2 ? UInt8($0, radix: 16) : nil }
        return bytes.count == parts.count && !bytes.isEmpty ? bytes : nil
    }
}
