import DigitDecoding
import DigitImage
import DigitPhoto
import DigitReader
import DigitTensor

/// Reads fields with a printed code.
struct CodeReader {
    /// The margin searched around a field, as a fraction of its shorter side: codes begin with blank paper, and labels are often
    /// askew.
    private static let margin = 0.1
    /// The most pixels of the searched picture.
    private static let mostPixels = 4_000_000.0
    /// The least fraction of dark pixels in a field that is not blank.
    private static let leastInk = 0.02
    /// The least fraction of print in a field of the blank sheet that has a code of its own.
    private static let ownCode = 0.1
    /// The confidence of a code with check digits, and that of one without, which a person has to check.
    private static let (checked, unchecked) = (0.9999, 0.99)

    let form: PagePyramid
    let page: PagePyramid
    let map: SheetMap

    /// - Parameters:
    ///   - list: the stack's valid numbers.
    ///   - box: its place on the scan.
    /// - Throws: `FormError` if the program that reads codes is missing or fails.
    func reading(_ field: FormField, among list: NumberList?, box: PixelBox) throws(FormError) -> FieldReading {
        let codes = try codes(of: field)
        guard let code = codes.first else {
            return FieldReading(name: field.name, confidence: 1, state: isBlank(field) ? .blank : .misfit, box: box)
        }
        guard codes.count == 1 else {
            // A person has to decide which one is meant.
            let others = codes.map { LineReading.Alternative(text: $0.text, confidence: Float(1) / Float(codes.count)) }
            return FieldReading(name: field.name, confidence: 0, state: .misfit, alternatives: others, box: box)
        }
        var reading = FieldReading(
            name: field.name, value: code.text, text: code.text, confidence: code.isChecked ? Self.checked : Self.unchecked,
            state: code.isChecked ? .sure : .doubtful, box: box)
        if let entry = list?.entry(writtenAs: code.text) {
            let digits = Double(entry.count(where: \.isNumber))
            reading.guesses = [FieldGuess(entry: entry, evidence: code.isChecked ? Self.evidence : digits * naturalLogarithm(10))]
        }
        return reading
    }

    /// The evidence for a code's number, which outweighs that for any other.
    private static let evidence = 100.0

    /// The distinct codes in and around the field; if none are found, the picture is searched again at twice the size.
    private func codes(of field: FormField) throws(FormError) -> [PrintedCode] {
        for zoom in [1.0, 2.0] {
            let picture = picture(field, of: page, map: map, margin: Self.margin, zoom: zoom)
            var codes: [PrintedCode] = []
            do throws(PhotoError.Problem) {
                for code in try PrintedCodeReader.codes(in: picture) where !codes.contains(code) { codes.append(code) }
            } catch { throw FormError("field \"\(field.name)\": \(error.description)") }
            if !codes.isEmpty { return codes }
        }
        return []
    }

    /// Whether a field without a readable code is blank, by the amount of ink there and on the blank sheet.
    private func isBlank(_ field: FormField) -> Bool {
        let print = ink(picture(field, of: form, map: nil, margin: -Self.margin))
        return print < Self.ownCode
            && ink(picture(field, of: page, map: map, margin: -Self.margin)) < max(Self.leastInk, 1.5 * print)
    }

    /// The fraction of pixels that are much darker than the paper.
    private func ink(_ picture: GrayImage) -> Double {
        let paper = Int(picture.value(atRank: picture.pixels.count * 9 / 10))
        return Double(picture.pixels.count { Int($0) + 64 < paper }) / Double(picture.pixels.count)
    }

    /// The field, rectified, at about the page's resolution.
    /// - Parameter map: maps the form's picture to the page's; nil to sample the form's own.
    private func picture(
        _ field: FormField, of page: PagePyramid, map: SheetMap?, margin: Double, zoom: Double = 1
    ) -> GrayImage {
        let box = field.box
        let rim = margin * Double(min(box.width, box.height))
        let (width, height) = (Double(box.width) + 2 * rim, Double(box.height) + 2 * rim)
        let turn = PageMap.turn(field.turn, around: box.middle)
        let whole = ChainedMap(first: turn, second: map ?? SheetMap(.identity))
        let scale = whole.area(x: box.middle.x, y: box.middle.y).magnitude.squareRoot() * zoom
        let step = max(1 / scale, (width * height / Self.mostPixels).squareRoot())
        let grid = SampledRectangle(
            x: Double(box.x) - rim, y: Double(box.y) - rim, step: step, columns: max(1, Int(width / step)),
            rows: max(1, Int(height / step)))
        return grid.picture(of: page, map: whole)
    }
}
