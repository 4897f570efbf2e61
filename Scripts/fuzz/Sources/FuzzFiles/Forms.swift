import DigitForms
import DigitImage
import DigitReader
import DigitTensor

/// A form file with an embedded picture, or a blank sheet beside it: what is read can be written and read again.
func readForm(_ bytes: [UInt8]) {
    let sheet = Array("P5 200 150 255\n".utf8) + [UInt8](repeating: 255, count: 30_000)
    // The file declares the size: small pictures only.
    guard bytes.count < 20_000, let form = try? Form(encoded: bytes, picture: { _ in sheet }) else { return }
    guard form.width * form.height <= 1_000_000 else { return }
    let text: String
    let cleared: Form
    do {
        text = try form.text()
        cleared = try form.cleared()
    } catch { fatalError("\(error)") }
    precondition((try? Form(encoded: Array(text.utf8))) == form, "what is written can be read")
    precondition(cleared.fields == form.fields, "the same fields")
    _ = form.annotated
    _ = try? FormMatcher(form)
}

/// Proposals for a picture whose row length is in the first two bytes; they make a form.
func proposeFields(_ bytes: [UInt8]) {
    guard bytes.count > 2 else { return }
    let width = Int(bytes[0]) + Int(bytes[1]) % 2 * 256 + 1
    let pixels = painted(bytes[2...], width: width, height: width * 3 / 4 + 1)
    let sheet = GrayImage(width: width, height: width * 3 / 4 + 1, pixels: pixels)
    let fields = FieldProposals(sheet).fields
    guard min(sheet.width, sheet.height) >= Form.leastSide else { return }
    do { _ = try Form(name: "form", reference: sheet, fields: fields) } catch { fatalError("\(error)") }
}

/// White paper with rectangles on it, five bytes each: the start and end of both sides in 255ths, and the brightness.
private func painted(_ bytes: ArraySlice<UInt8>, width: Int, height: Int, on paper: [UInt8]? = nil) -> [UInt8] {
    var pixels = paper ?? [UInt8](repeating: 255, count: width * height)
    for start in stride(from: bytes.startIndex, to: bytes.endIndex - 4, by: 5).prefix(200) {
        let values = bytes[start..<start + 5].map(Int.init)
        let (left, top) = (values[0] * (width - 1) / 255, values[1] * (height - 1) / 255)
        let (right, bottom) = (values[2] * (width - 1) / 255, values[3] * (height - 1) / 255)
        guard left <= right, top <= bottom else { continue }
        for y in top...bottom { for x in left...right { pixels[y * width + x] = UInt8(values[4]) } }
    }
    return pixels
}

/// A form with much print, three numbers and two checkboxes.
private let form: Form = {
    let (width, height) = (340, 440)
    var pixels = [UInt8](repeating: 255, count: width * height)
    var random = SplitMix(state: 5)
    for _ in 0..<700 {
        let (x, y) = (Int.random(in: 0..<width - 9, using: &random), Int.random(in: 0..<height - 9, using: &random))
        // Paper in the fields.
        if (20..<220).contains(x), (40..<190).contains(y) { continue }
        for row in y..<y + Int.random(in: 2...8, using: &random) { for column in x..<x + 4 { pixels[row * width + column] = 0 } }
    }
    func field(_ name: String, _ kind: FieldKind, _ y: Int) -> FormField {
        FormField(name: name, kind: kind, box: PixelBox(x: 40, y: y, width: 120, height: 24))
    }
    let marks = [40, 80].map { FieldKind.MarkBox(label: "\($0)", box: PixelBox(x: $0, y: 150, width: 20, height: 20)) }
    let fields = [
        field("a", .integer, 50), field("b", .decimal(places: 1), 80), field("day", .date(.dayMonthYear), 110),
        FormField(name: "m", kind: .marks(marks, most: 1), box: PixelBox(x: 40, y: 150, width: 60, height: 20)),
    ]
    let rules = [FormRule(name: "r", kind: .order(["a", "b"])), FormRule(name: "t", kind: .together(["a", "m"]))]
    do {
        return try Form(
            name: "form", reference: GrayImage(width: width, height: height, pixels: pixels), fields: fields, rules: rules)
    } catch { fatalError("\(error)") }
}()

private let formReader: FormReader = {
    do { return try FormReader(forms: [form], model: try NumbersModel()) } catch { fatalError("\(error)") }
}()

/// A sheet of the form with writing and paint on it.
func readSheet(_ bytes: [UInt8]) {
    let pixels = painted(bytes[...], width: form.width, height: form.height, on: form.reference.pixels)
    let sheet: SheetReading
    do { sheet = try formReader.read(GrayImage(width: form.width, height: form.height, pixels: pixels)) } catch {
        fatalError("\(error)")
    }
    precondition(sheet.fields.isEmpty || sheet.fields.map(\.name) == form.fields.map(\.name), "all fields or none")
    for field in sheet.fields {
        precondition((0...1).contains(field.confidence), "\(field)")
        precondition(field.box.x >= 0 && field.box.x + field.box.width <= form.width, "\(field.box)")
    }
    _ = SheetTable(forms: [form], rows: [.init(file: "sheet", sheet: sheet)]).lines
}
