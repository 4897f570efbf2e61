import DigitImage
import DigitPhoto
import DigitReader

extension Form {
    /// The blank sheet with a frame around each field and its number, from 1, above its left end; checkboxes are orange.
    public var annotated: ColorImage {
        var canvas = AnnotationCanvas(
            image: ColorImage(width: width, height: height, pixels: reference.pixels.flatMap { [$0, $0, $0] }))
        let pen = max(1, width / 600)
        for (number, field) in fields.enumerated() {
            let color: AnnotationCanvas.Color = field.kind.isMarks ? .orange : .green
            for cell in field.cells { canvas.frame(cell, thickness: pen, color: color) }
            canvas.write(number + 1, x: field.box.x, y: max(pen, field.box.y - 10 * pen), square: pen, color: color)
        }
        return canvas.image
    }
}

extension FieldKind {
    var isMarks: Bool { if case .marks = self { true } else { false } }
}
