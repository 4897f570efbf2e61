import DigitImage
import DigitPhoto
import DigitReader

/// A field's place on a page, rectified, with print removed.
package struct FieldPicture {
    /// Dark ink; the field and a margin around it.
    let image: GrayImage
    /// The pixels of the field itself, walls included.
    let columns, rows: Range<Int>
    /// The pixels where print may have left traces: the print and a margin around it.
    let printed: [Bool]

    /// - Parameters:
    ///   - print: the field on the form.
    ///   - page: the page's picture.
    ///   - map: maps the form's picture to the page's.
    package init(_ print: FieldPrint, page: PagePyramid, map: SheetMap) {
        let masks = print.masks(for: map)
        (columns, rows, printed) = (masks.columns, masks.rows, masks.wide)
        image = PrintRemoval(printed: masks.narrow).cleaned(masks.grid.picture(of: page, turn: masks.turn, map: map))
    }
}
