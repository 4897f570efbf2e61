import DigitImage
import DigitRecognizer

/// A digit as it was found in the working picture.
struct FoundDigit {
    var piece: InkPiece
    var image: GrayImage
    var recognition: Recognition
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
    /// A line whose digits are less likely than this on average is something else.
    private static let leastConfidence = 0.3

    /// The digits of each line that has any.
    func read(_ lines: [TextLine]) throws(ReaderError) -> [[FoundDigit]] {
        var lattices: [SegmentationLattice] = []
        var candidates = 0
        for line in lines {
            let lattice = SegmentationLattice(line, map: map)
            candidates += lattice.candidates.count
            guard candidates <= Self.mostCandidates else { break }
            lattices.append(lattice)
        }
        try recognize(&lattices)
        return lattices.compactMap { digits(of: $0) }
    }

    private func recognize(_ lattices: inout [SegmentationLattice]) throws(ReaderError) {
        let places = lattices.indices.flatMap { line in lattices[line].candidates.indices.map { (line, $0) } }
        for start in stride(from: 0, to: places.count, by: Self.batch) {
            let batch = places[start..<min(places.count, start + Self.batch)]
            do throws(RecognizerError) {
                let images = batch.map { lattices[$0.0].candidates[$0.1].image }
                for (place, recognition) in zip(batch, try recognizer.recognize(normalized: images)) {
                    lattices[place.0].candidates[place.1].recognition = recognition
                }
            } catch { throw ReaderError("\(error)") }
        }
    }

    private func digits(of lattice: SegmentationLattice) -> [FoundDigit]? {
        let (digits, omitted) = lattice.best()
        guard !digits.isEmpty, omitted <= Self.mostOmitted else { return nil }
        let found = digits.compactMap { digit in
            digit.recognition.map { FoundDigit(piece: digit.piece, image: digit.image, recognition: $0) }
        }
        let average = found.map { Double($0.recognition.confidence) }.reduce(0, +) / Double(found.count)
        return average >= Self.leastConfidence ? found : nil
    }
}
