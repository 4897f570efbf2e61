import NIOHTTP1

/// The content codings that a client accepts: the header `Accept-Encoding` (RFC 9110, section 12.5.3), such as
/// `gzip, deflate;q=0.5, br;q=0`.
struct AcceptedCodings {
    private var accepted: Set<Substring> = []
    private var refused: Set<Substring> = []

    init(_ headers: HTTPHeaders) {
        for entry in headers[canonicalForm: "Accept-Encoding"] {
            // No part of an entry has blanks in it.
            let parts = entry.lowercased().filter { $0 != " " && $0 != "\t" }.split(separator: ";")
            guard let coding = parts.first else { continue }
            if parts.dropFirst().contains(where: Self.isWeightOfZero) { refused.insert(coding) } else { accepted.insert(coding) }
        }
    }

    /// Whether a coding may be used: one that is named more than once must be accepted each time.
    func contains(_ coding: Substring) -> Bool { accepted.contains(coding) && !refused.contains(coding) }

    /// `q=0`, `q=0.` and `q=0.000`; also what is no number, so that a damaged weight permits nothing.
    private static func isWeightOfZero(_ parameter: Substring) -> Bool {
        parameter.hasPrefix("q=") && !parameter.contains { ("1"..."9").contains($0) }
    }
}
