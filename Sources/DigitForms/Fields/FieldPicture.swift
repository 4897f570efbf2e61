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
        let print = print.masks(for: map)
        (columns, rows, printed) = (print.columns, print.rows, print.wide)
        image = PrintRemoval(printed: print.narrow).cleaned(print.grid.picture(of: page, map: print.turn, map))
    }
}
