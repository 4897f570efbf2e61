/// A page that shows a single picture and nothing else, as scanners make them.
struct PDFDrawing {
    /// The picture's name among the page's resources.
    private(set) var picture: String?
    /// The matrix of the unit square that the picture fills: a, b, c, d, e, f (ISO 32000-1, section 8.3.3).
    private(set) var place = Self.identity
    /// Whether a color other than black was set, with which masks would be painted.
    private(set) var hasColor = false

    private var matrix = Self.identity
    private var saved: [[Double]] = []
    private var isTextInvisible = false

    private static let identity: [Double] = [1, 0, 0, 1, 0, 0]
    private static let deepestSaving = 100
    /// Operators have at most 33 operands: `scn` with 32 colorants and a pattern (ISO 32000-1, annex C and section 8.6.8).
    private static let mostOperands = 100

    /// The following operators have no effect on a picture.
    private static let harmless: Set<String> = [
        "w", "J", "j", "M", "d", "ri", "i", "BMC", "EMC", "MP", "DP", "BX", "EX", "BT", "ET", "Tc", "Tw", "Tz", "TL", "Tf", "Ts",
        "Td",
        "TD", "Tm", "T*", "n",
    ]

    /// Nil if the page shows anything else, or is not understood. Invisible text, which OCR programs add, is ignored.
    /// - Throws: if an operator has far too many operands, or one of far too many values.
    init?(_ content: [UInt8], budget: PDFBudget) throws(PhotoError.Problem) {
        var parser = PDFParser(content, budget: budget)
        var operands: [PDFObject] = []
        while let object = parser.next() {
            guard let word = object.keyword else {
                guard operands.count < Self.mostOperands else {
                    throw .damaged("PDF: at most 33 operands of an operator expected, found more than \(Self.mostOperands)")
                }
                operands.append(object.simple)
                continue
            }
            guard apply(word, operands) else { return nil }
            operands.removeAll(keepingCapacity: true)
        }
        try budget.check()
        guard parser.position == content.count, picture != nil else { return nil }
    }

    private mutating func apply(_ word: String, _ operands: [PDFObject]) -> Bool {
        switch word {
        case "q":
            saved.append(matrix)
            return saved.count <= Self.deepestSaving
        case "Q":
            guard let last = saved.popLast() else { return false }
            matrix = last
            return true
        case "cm":
            let numbers = operands.compactMap(\.number)
            guard numbers.count == 6 else { return false }
            matrix = Self.product(numbers, matrix)
            return true
        case "Do":
            guard picture == nil, operands.count == 1, let name = operands[0].name else { return false }
            (picture, place) = (name, matrix)
            return true
        case "Tr":
            isTextInvisible = operands.first?.integer == 3
            return true
        case "Tj", "TJ", "'", "\"": return isTextInvisible
        case "g", "rg", "k", "cs", "sc", "scn":
            hasColor = true
            return true
        // Layers can be hidden; tags that describe content cannot.
        case "BDC": return operands.first?.name != "OC"
        default: return Self.harmless.contains(word)
        }
    }

    /// First `a`, then `b`.
    private static func product(_ a: [Double], _ b: [Double]) -> [Double] {
        [
            a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3],
            a[4] * b[0] + a[5] * b[2] + b[4], a[4] * b[1] + a[5] * b[3] + b[5],
        ]
    }
}
