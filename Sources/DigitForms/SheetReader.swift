import DigitDecoding
import DigitImage
import DigitNN
import DigitPhoto
import DigitReader
import DigitRecognizer

/// Reads the fields of sheets of one form.
struct SheetReader: Sendable {
    private let form: Form
    private let picture: PagePyramid
    private var readers: [FieldReader]
    /// For each field its print, or that of each of its checkboxes.
    private let prints: [[FieldPrint]]
    private var rules: RuleSettling
    /// The least fraction of a field's printed corners that must be found for its value to be sure.
    private static let leastCorners = 0.5
    /// Values of this confidence are read in one view of their line: other views hardly change any (Docs/ACCURACY.md).
    private static let certain = 0.998
    /// The most pixels of fields whose print is kept for the next page, at 2 bytes; with more it is found again on each page.
    private static let mostPrintPixels = 4_000_000
    /// Why a value from a box that was not found in its place is doubtful.
    private static let displaced = "the print around the field was not found"
    private let model: NumbersModel
    private let recognizer: DigitRecognizer

    init(
        _ form: Form, model: NumbersModel, recognizer: DigitRecognizer, lists: [String: NumberList],
        previous: [String: PreviousReadings]
    ) throws(FormError) {
        (self.form, self.model, self.recognizer) = (form, model, recognizer)
        rules = RuleSettling(form, previous: previous)
        let picture = PagePyramid(form.reference)
        self.picture = picture
        let isKept = form.fields.flatMap(\.inkBoxes).reduce(0) { $0 + FieldPrint.mostPixels($1) } <= Self.mostPrintPixels
        prints = form.fields.map { field in
            let turn = field.kind.isMarks ? 0 : field.turn
            return field.inkBoxes.map { FieldPrint($0, turn: turn, form: picture, isKept: isKept) }
        }
        var readers: [FieldReader] = []
        var constraints = FieldConstraints()
        for field in form.fields {
            let constraint = try constraints.constraint(of: field)
            readers.append(try FieldReader(field, constraint: constraint, model: model, list: lists[field.name]))
        }
        self.readers = readers
    }

    /// A reader with other lists and earlier readings.
    func among(_ lists: [String: NumberList], previous: [String: PreviousReadings]) throws(FormError) -> SheetReader {
        var result = self
        result.rules = RuleSettling(form, previous: previous)
        for place in readers.indices { result.readers[place] = try readers[place].among(lists[readers[place].field.name]) }
        return result
    }

    /// Checks the rules again for values that have changed since the sheet was read; fields that break one become doubtful.
    func recheck(_ fields: inout [FieldReading], changed: Set<String>) {
        if !changed.isEmpty { rules.recheck(&fields, changed: changed) }
    }

    /// Reads a page that is registered with the form.
    func read(_ page: PagePyramid, _ found: PageRegistration.Result) throws(FormError) -> SheetReading {
        var fields: [FieldReading?] = []
        var written: [(place: Int, writing: FieldWriting)] = []
        for (place, field) in form.fields.enumerated() {
            let box = self.box(of: field, page, found.fit.map)
            if case .marks = field.kind {
                fields.append(MarkReader.reading(field, prints: prints[place], page: page, map: found.fit.map, box: box))
                continue
            }
            if case .code = field.kind {
                let reader = CodeReader(form: picture, page: page, map: found.fit.map)
                fields.append(try reader.reading(field, among: readers[place].list, box: box))
                continue
            }
            let ink = FieldInk(FieldPicture(prints[place][0], page: page, map: found.fit.map))
            if let writing = FieldWriting(ink, of: field, recognizer: recognizer, box: box) { written.append((place, writing)) }
            fields.append(FieldReading(name: field.name, confidence: 1, state: .blank, box: box))
        }
        for (reading, (place, _)) in zip(try readings(of: written), written) { fields[place] = reading }
        var sheet = SheetReading(
            state: found.turn == 0 ? .read : .turned, form: form.name, registrationScore: found.fit.score, turn: found.turn,
            fields: fields.compactMap { $0 }, map: found.fit.map)
        for (place, field) in form.fields.enumerated() where field.isRequired && sheet.fields[place].state == .blank {
            sheet.fields[place].isMissing = true
        }
        rules.settle(&sheet.fields, sureConfidence: sheet.fields.map(\.sureConfidence))
        for (place, share) in found.fit.fields.enumerated() where share ?? 1 < Self.leastCorners {
            // The box is not where the form has it.
            sheet.fields[place].doubt(Self.displaced)
            if sheet.fields[place].state == .blank { sheet.fields[place].state = .doubtful }
        }
        if sheet.fields.allSatisfy({ $0.state == .blank }) { sheet.state = .unfilled }
        return sheet
    }

    /// Reads the fields with writing.
    private func readings(of written: [(place: Int, writing: FieldWriting)]) throws(FormError) -> [FieldReading] {
        // From the lines as they are.
        var first: [FieldReading] = []
        let frames: [LineFrames]
        do throws(ReaderError) {
            frames = try model.withPredictor { predictor throws(ReaderError) in
                try predictor.checkedFrames(of: written.map(\.writing.strip)) { index, frames in
                    let (place, writing) = written[index]
                    let reading = readers[place].reading(LineFrames(frames), of: writing)
                    first.append(reading)
                    return frames.hasDigit && !(reading.state == .sure && reading.confidence >= Self.certain)
                }
            }
        } catch { throw FormError("\(error)") }
        return written.indices.map { index in
            guard frames[index].views.count > 1 else { return first[index] }
            return readers[written[index].place].reading(frames[index], of: written[index].writing)
        }
    }

    private func box(of field: FormField, _ page: PagePyramid, _ map: SheetMap) -> PixelBox {
        PixelBox(
            around: map.outline(of: field.box, turn: field.turn), width: page.image.width, height: page.image.height)
    }
}

/// Recognizes blank paper, and negatives.
enum PaperCheck {
    /// The largest fraction of a blank page that is dark: scanners' dust and edges.
    private static let mostInk = 0.002
    /// The greatest usual brightness of a negative, 0 ... 255.
    private static let darkest = 96

    static func isBlank(_ page: PagePyramid) -> Bool {
        let small = reduced(page)
        let paper = usualBrightness(small)
        // Without the margin, where scanners leave shadows.
        let (left, top) = (small.width / 20, small.height / 20)
        var (dark, count) = (0, 0)
        for y in top..<small.height - top {
            for x in left..<small.width - left {
                count += 1
                if Int(small.pixels[y * small.width + x]) + 48 < paper { dark += 1 }
            }
        }
        return Double(dark) <= mostInk * Double(max(1, count))
    }

    /// Whether most of a page is so dark that it may be a negative.
    static func isDark(_ page: PagePyramid) -> Bool { usualBrightness(reduced(page)) <= darkest }

    private static func reduced(_ page: PagePyramid) -> GrayImage {
        page.level(max(1, min(page.image.width, page.image.height) / 400))
    }

    private static func usualBrightness(_ small: GrayImage) -> Int { Int(small.value(atRank: small.pixels.count / 2)) }
}
