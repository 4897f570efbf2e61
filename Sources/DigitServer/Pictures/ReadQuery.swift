import DigitDecoding

/// The parameters of `POST /read`.
struct ReadQuery {
    /// Whether to return the model's input for each digit.
    private(set) var withPixels = false
    /// Whether machine print may be in the picture.
    private(set) var expectsPrint = true
    /// The page of a document, from 1; nil for all.
    private(set) var page: Int?
    private var known = NumberDescription()
    /// The picture's file.
    let picture: [UInt8]
    /// The file with the valid numbers.
    private let among: Multipart.File?

    /// The limit on a list of numbers in bytes: a million of most kinds.
    private static let longestList = 16 << 20

    /// - Parameter address: the request's address, with its query.
    /// - Throws: `ServiceError`: 400 for what is not understood, 413 for a list of numbers that is too long.
    init(_ address: String, body: [UInt8], contentType: String?) throws(ServiceError) {
        if let files = try Multipart.files(in: body, contentType: contentType, names: [Multipart.picture, "among"]) {
            let (lists, pictures) = (files.filter { $0.field == "among" }, files.filter { $0.field == Multipart.picture })
            guard pictures.count == 1 else { throw .badRequest("form: one picture expected, got \(pictures.count)") }
            guard lists.count <= 1 else { throw .badRequest("form: one file named among expected, got \(lists.count)") }
            (picture, among) = (pictures[0].bytes, lists.first)
        } else {
            (picture, among) = (body, nil)
        }
        if let among, among.bytes.count > Self.longestList {
            throw .tooLarge("among: at most \(Self.longestList) bytes expected, got \(among.bytes.count)")
        }
        guard !RequestTarget.pairs(of: address).contains(where: { $0.name == "model" }) else {
            throw .badRequest("model: not expected here; pages are read by the model that the server was started with (--reader)")
        }
        for (name, value) in try RequestTarget.query(of: address, names: ["page", "pixels", "print"] + NumberDescription.names) {
            try set(name, to: value)
        }
    }

    private mutating func set(_ name: String, to value: String) throws(ServiceError) {
        switch name {
        case "pixels": withPixels = try flag(name, value)
        case "print": expectsPrint = try flag(name, value)
        case "page":
            guard let number = decimal(value, upTo: .max), number > 0 else {
                throw .badRequest("page: a number from 1 expected, got \(value)")
            }
            page = number
        default: do throws(DecodingError) { try known.set(name, to: value) } catch { throw .badRequest("\(error)") }
        }
    }

    private func flag(_ name: String, _ value: String) throws(ServiceError) -> Bool {
        guard value == "0" || value == "1" else { throw .badRequest("\(name): 0 or 1 expected, got \(value)") }
        return value == "1"
    }

    /// The constraint on the numbers, nil for none; and notes for the user about the list of valid ones.
    /// - Throws: `ServiceError` 400 that says what is wrong.
    func constraint() throws(ServiceError) -> (NumberConstraint?, notes: [String]) {
        do throws(DecodingError) {
            guard let among else { return (try known.constraint(), []) }
            let file: NumberListFile
            do throws(DecodingError) { file = try NumberListFile(among.bytes, name: among.fileName) } catch {
                throw DecodingError("among: \(error)")
            }
            return (try known.constraint(among: file.list), file.notes.map { "\(among.fileName): \($0)" })
        } catch { throw .badRequest("\(error)") }
    }
}
