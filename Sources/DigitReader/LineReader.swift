import DigitImage
import DigitRecognizer
import DigitTensor

/// A digit as it was found in the working picture.
struct FoundDigit {
    var piece: InkPiece
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
    private static func leastConfidence(digits: Int) -> Double { min(0.85, 0.5 + 0.03 * Double(digits)) }

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
        var (found, misfits): ([FoundLine], [FoundLine]) = ([], [])
        for lattice in lattices {
            // What is no line of digits by itself does not become one because a field asks for it.
            guard let free = line(lattice.best(FieldAutomaton(nil))) else { continue }
            guard !field.allowsAll else {
                found.append(free)
                continue
            }
            if let fitting = line(lattice.best(field)) { found.append(fitting) } else { misfits.append(free) }
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
    private func line(_ path: SegmentationLattice.Path?) -> FoundLine? {
        guard let path, !path.digits.isEmpty, path.omitted <= Self.mostOmitted else { return nil }
        let digits = path.digits.compactMap { candidate, digit in
            candidate.recognition.map {
                FoundDigit(piece: candidate.piece, image: candidate.views[0], digit: digit, recognition: $0)
            }
        }
        let sum = digits.map { naturalLogarithm(max(1e-3, $0.recognition.confidence)) }.reduce(0, +)
        let average = Double(naturalExponential(sum / Float(digits.count)))
        return average >= Self.leastConfidence(digits: digits.count) ? FoundLine(digits: digits, text: path.text) : nil
    }
}
