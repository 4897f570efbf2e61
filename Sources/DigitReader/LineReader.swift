import DigitImage
import DigitRecognizer
import DigitTensor

/// A digit as it was found in the working picture.
struct FoundDigit {
    var piece: InkPiece
    /// Which parts of the line's lattice it is made of.
    var parts: Range<Int>
    var image: GrayImage
    /// What it is read as: the likeliest digit, or another one where the field asks for it.
    var digit: Int
    var recognition: Recognition
}

/// A line as it was found in the working picture.
struct FoundLine {
    var digits: [FoundDigit]
    var text: String
}

/// Reads lines of ink, and leaves out those that do not read as digits.
struct LineReader {
    let recognizer: DigitRecognizer
    let map: InkMap

    /// The most pictures that are given to the recognizer for a page: it bounds the time that noise can take.
    private static let mostCandidates = 6000
    /// The most pictures at once.
    private static let batch = 256
    /// A line of which more than this share of the ink reads as no digit is something else: a word, a drawing.
    private static let mostOmitted = 0.5
    /// A line whose digits are less likely than this on (geometric) average is something else: printed words, when they are read as
    /// digits, make long lines of middling likelihood, while a lone digit may well be unclear.
    private static func leastConfidence(digits: Int) -> Double { min(0.78, 0.5 + 0.03 * Double(digits)) }

    /// By how much, as a logarithm of likelihoods, the likeliest reading that a field allows may fall short of the likeliest of all:
    /// little where it has more or fewer digits. On drawn pages, nine of ten numbers of another length fall short by more than that.
    private static func mostForcing(from path: SegmentationLattice.Path, to fitting: SegmentationLattice.Path) -> Double {
        path.digits.count == fitting.digits.count ? 4.6 : 0.75
    }

    /// The lines that have digits, and those that have some, but none in the way that the field allows, as they read without it.
    func read(_ lines: [TextLine], field: FieldAutomaton) throws(ReaderError) -> (lines: [FoundLine], misfits: [FoundLine]) {
        var lattices: [SegmentationLattice] = []
        var candidates = 0
        for line in lines {
            let lattice = SegmentationLattice(line, map: map, views: recognizer.views)
            candidates += lattice.candidates.count
            guard candidates <= Self.mostCandidates else { break }
            lattices.append(lattice)
        }
        try recognize(&lattices)
        for index in lattices.indices { lattices[index].considerUprightStrokes() }
        let free = lattices.map { digits(of: $0.best(FieldAutomaton(nil))) }
        let filter = WordFilter(free.map { $0 ?? [] })
        var (found, misfits): ([FoundLine], [FoundLine]) = ([], [])
        for (lattice, digits) in zip(lattices, free) {
            // What is no line of digits by itself does not become one because a field asks for it.
            guard let digits else { continue }
            let number = filter.number(in: digits)
            guard let first = number.first, let last = number.last else { continue }
            let lattice = number.count == digits.count ? lattice : lattice.part(first.parts.lowerBound..<last.parts.upperBound)
            guard let path = lattice.best(FieldAutomaton(nil)), let read = line(path) else { continue }
            guard !field.allowsAll else {
                found.append(read)
                continue
            }
            // A number that is plainly another one is not bent into the field.
            let fitting = lattice.best(field)
            if let fitting, path.score - fitting.score <= Self.mostForcing(from: path, to: fitting), let fitting = line(fitting) {
                found.append(fitting)
            } else {
                misfits.append(read)
            }
        }
        return (found, misfits)
    }

    private func recognize(_ lattices: inout [SegmentationLattice]) throws(ReaderError) {
        let places = lattices.indices.flatMap { line in lattices[line].candidates.indices.map { (line, $0) } }
        for start in stride(from: 0, to: places.count, by: Self.batch) {
            let batch = places[start..<min(places.count, start + Self.batch)]
            do throws(RecognizerError) {
                let digits = batch.map { lattices[$0.0].candidates[$0.1].views }
                for (place, recognition) in zip(batch, try recognizer.recognize(views: digits)) {
                    lattices[place.0].candidates[place.1].recognition = recognition
                }
            } catch { throw ReaderError("\(error)") }
        }
    }

    /// The digits of a path, nil where it is more likely something else.
    private func digits(of path: SegmentationLattice.Path?) -> [FoundDigit]? {
        guard let path, !path.digits.isEmpty, path.omitted <= Self.mostOmitted else { return nil }
        let digits = path.digits.compactMap { candidate, digit in
            candidate.recognition.map {
                FoundDigit(
                    piece: candidate.piece, parts: candidate.parts, image: candidate.views[0], digit: digit, recognition: $0)
            }
        }
        // By ink: a straight stroke says little by itself, and many a 1 is no more.
        let confidence = meanConfidence(of: digits[...], weight: \.piece.area)
        return confidence >= Self.leastConfidence(digits: digits.count) ? digits : nil
    }

    private func line(_ path: SegmentationLattice.Path) -> FoundLine? {
        digits(of: path).map { FoundLine(digits: $0, text: path.text) }
    }
}

/// The geometric mean of the confidences of at least one digit, each counted by the weight that it is given.
func meanConfidence(of digits: ArraySlice<FoundDigit>, weight: (FoundDigit) -> Int = { _ in 1 }) -> Double {
    let weights = digits.map { Float(weight($0)) }
    let sum = zip(digits, weights).map { naturalLogarithm(max(1e-3, $0.recognition.confidence)) * $1 }.reduce(0, +)
    return Double(naturalExponential(sum / weights.reduce(0, +)))
}
