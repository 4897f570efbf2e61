import DigitFiles
import NIOHTTP1

/// The entity tag of a file (RFC 9110, section 8.8.3). It is weak: it stands for the file in every content coding.
struct EntityTag {
    /// The tag in quotes, without the mark of a weak one.
    private let quoted: String

    init(of file: [UInt8]) { quoted = "\"\(sha256(file).prefix(16))\"" }

    /// The header `ETag`.
    var text: String { "W/" + quoted }

    /// Whether the client has the file already: whether `If-None-Match` names its tag, as a weak one or not, or any (section 13.1.2).
    func isNamed(in headers: HTTPHeaders) -> Bool {
        headers[canonicalForm: "If-None-Match"].contains { $0 == "*" || $0 == quoted || $0 == text }
    }
}
