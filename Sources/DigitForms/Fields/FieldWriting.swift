import DigitImage
import DigitReader
import DigitRecognizer

/// The writing in a field that is not blank, ready to be read.
struct FieldWriting {
    let ink: FieldInk
    /// The writing as the line network sees it.
    let strip: LineStrip
    /// The single-digit network's reading; nil if the field does not have a box for each digit, or a digit cannot be read.
    let opinion: DigitOpinion?
    /// The field on the page.
    let box: PixelBox

    /// - Returns: nil if the field is blank.
    init?(_ ink: FieldInk, of field: FormField, recognizer: DigitRecognizer, box: PixelBox) {
        guard !ink.isBlank, let strip = try? LineNormalizer().normalize(ink.line) else { return nil }
        (self.ink, self.strip, self.box) = (ink, strip, box)
        opinion = field.boxes.flatMap { DigitOpinion(ink, boxes: $0, recognizer: recognizer) }
    }
}
