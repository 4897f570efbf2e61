import DigitImage
import DigitReader

extension Form {
    /// The form with its fields' boxes emptied: for a sheet that was filled in.
    ///
    /// The inside of the walls becomes paper; writing across them stays.
    public func cleared() throws(FormError) -> Form {
        var pixels = reference.pixels
        let paper = reference.value(atRank: pixels.count * 3 / 4)
        for field in fields {
            for cell in field.cells {
                // Walls may be some pixels from where evenly spaced boxes would have them.
                let rim = max(3, cell.height / 12)
                for y in cell.y + rim..<max(cell.y + rim, cell.y + cell.height - rim) {
                    for x in cell.x + rim..<max(cell.x + rim, cell.x + cell.width - rim) {
                        pixels[y * width + x] = paper
                    }
                }
            }
        }
        return try Form(
            name: name, reference: GrayImage(width: width, height: height, pixels: pixels), fields: fields, rules: rules)
    }
}

extension FormField {
    /// The boxes for one digit each, or the only one.
    var cells: [PixelBox] {
        guard let boxes, boxes > 1 else { return inkBoxes }
        return (0..<boxes).map { place in
            let (left, right) = (box.x + box.width * place / boxes, box.x + box.width * (place + 1) / boxes)
            return PixelBox(x: left, y: box.y, width: right - left, height: box.height)
        }
    }
}
