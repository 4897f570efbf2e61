import Synchronization

/// The work that may still be done for a document or a page: otherwise objects that are used often could take hours.
///
/// It is counted in steps of one to two nanoseconds. A byte that is read is one step.
final class PDFBudget: Sendable {
    /// The size of the document in bytes.
    private let size: Int
    private let left: Atomic<Int>

    /// The steps of a byte that is parsed, of a byte of a table or of content that is unpacked, of a row of a table, and of values.
    static let parsedByte = 4, unpackedByte = 4, row = 32, integer = 32, value = 128

    init(size: Int, steps: Int) {
        self.size = size
        left = Atomic(steps)
    }

    /// For the tables of a document and the list of its pages.
    static func opening(size: Int) -> PDFBudget { PDFBudget(size: size, steps: 256 << 20 + 16 * size) }

    /// For the objects of a page.
    static func page(ofSize size: Int) -> PDFBudget { PDFBudget(size: size, steps: 256 << 20 + 8 * size) }

    /// For content that is read once, and whose length is limited already: only the values in each operand are counted.
    static func content(ofSize size: Int) -> PDFBudget { PDFBudget(size: size, steps: .max) }

    /// The most objects of the document: each takes about 16 bytes of the file, but for packed ones of little content.
    var mostObjects: Int { 65_536 + size / 16 }

    /// The most values inside one object, with four more for each array and dictionary; a value takes up to 120 bytes of memory.
    var mostValues: Int { 32_768 + size / 16 }

    /// Takes this many steps; false if fewer are left.
    func take(_ steps: Int) -> Bool { left.subtract(steps, ordering: .relaxed).newValue >= 0 }

    /// Ends all work, because another limit is exceeded.
    func end() { left.store(-1, ordering: .relaxed) }

    /// - Throws: if it was exceeded. Other programs would take as long, or longer.
    func check() throws(PhotoError.Problem) {
        guard left.load(ordering: .relaxed) < 0 else { return }
        throw .unsupported(
            "PDF: objects in proportion to a file of \(size) bytes expected, found too many, or some used too often")
    }
}
