import DigitDecoding
import DigitFiles
import DigitImage
import DigitPhoto
import DigitReader

/// Reads sheets that are copies of a form.
///
/// ```swift
/// let reader = try FormReader(forms: [try Form(contentsOf: "exam.form")], model: try NumbersModel())
/// let sheet = try reader.read(contentsOf: "scan.png")
/// for field in sheet.fields { print(field.name, field.value, field.state) }
/// ```
///
/// It may be used from several threads at once.
public final class FormReader: Sendable {
    /// The forms that a sheet may be.
    public let forms: [Form]
    /// What reads the fields.
    public let model: NumbersModel

    /// A reader of the given forms.
    ///
    /// - Parameters:
    ///   - forms: what a sheet may be; at least one.
    ///   - model: what reads the fields.
    ///   - lists: for names of fields, the numbers that are valid.
    /// - Throws: `FormError` if there are no forms, two have one name, one has too little print to be recognized, or a list is for no field.
    public init(forms: [Form], model: NumbersModel, lists: [String: NumberList] = [:]) throws(FormError) {
        (self.forms, self.model) = (forms, model)
    }

    /// Reads an image file.
    /// - Throws: `FormError` naming the file if it is no image, too large or damaged.
    public func read(contentsOf path: String, pixelLimit: Int = defaultPixelLimit) throws(FormError) -> SheetReading {
        let bytes: [UInt8]
        do throws(FileError) { bytes = try readFile(path, limit: defaultFileLimit) } catch { throw FormError("\(error)") }
        return try read(encoded: bytes, name: path, pixelLimit: pixelLimit)
    }

    /// Reads the bytes of an image file.
    /// - Throws: `FormError` with `name` if it is no image, too large or damaged.
    public func read(encoded bytes: [UInt8], name: String, pixelLimit: Int = defaultPixelLimit) throws(FormError)
        -> SheetReading
    {
        let image: GrayImage
        do throws(PhotoError) { image = try decodeImage(bytes, name: name, pixelLimit: pixelLimit) } catch {
            throw FormError("\(error)")
        }
        return try read(image)
    }

    /// Reads a gray picture of a sheet with dark ink.
    /// - Throws: `FormError` if it has no pixels.
    public func read(_ image: GrayImage) throws(FormError) -> SheetReading {
        throw FormError("not built yet")
    }
}
