import DigitForms
import DigitImage
import DigitPhoto
import Foundation
import GRDB

/// The pictures of a job's sheets, upright and gray, as PNG files.
extension Job {
    /// The margin shown around a field, as a fraction of its height.
    private static let margin = 0.6
    /// The longest side of a picture of a whole sheet, in pixels.
    private static let longestSide = 1600

    /// A whole sheet, reduced in size.
    /// - Throws: `JobError` if there is no such sheet, or its picture was not kept and its file no longer exists.
    package func sheetPicture(_ sheet: Int64, pixelLimit: Int) throws(JobError) -> (png: [UInt8], width: Int, height: Int) {
        let image = try upright(sheet, pixelLimit: pixelLimit)
        let side = max(1, (max(image.width, image.height) + Self.longestSide - 1) / Self.longestSide)
        let reduced = image.width < side || image.height < side ? image : image.reduced(by: side)
        do throws(PhotoError) { return (try encodePNG(reduced), image.width, image.height) } catch { throw JobError("\(error)") }
    }

    /// The part of a sheet around a field.
    /// - Throws: `JobError` as `sheetPicture(_:pixelLimit:)`.
    package func fieldPicture(_ field: ReviewField, pixelLimit: Int) throws(JobError) -> [UInt8] {
        let image = try upright(field.sheet, pixelLimit: pixelLimit)
        let (x, y, width, height) = (field.box[0], field.box[1], field.box[2], field.box[3])
        let rim = max(8, Int(Double(height) * Self.margin))
        let columns = Self.within(x - rim, x + width + rim, image.width)
        let rows = Self.within(y - rim, y + height + rim, image.height)
        var pixels: [UInt8] = []
        pixels.reserveCapacity(columns.count * rows.count)
        for row in rows {
            pixels += image.pixels[row * image.width + columns.lowerBound..<row * image.width + columns.upperBound]
        }
        let crop = GrayImage(width: columns.count, height: rows.count, pixels: pixels)
        do throws(PhotoError) { return try encodePNG(crop) } catch { throw JobError("\(error)") }
    }

    /// At least one pixel of `0..<size`.
    private static func within(_ low: Int, _ high: Int, _ size: Int) -> Range<Int> {
        let start = min(max(0, low), size - 1)
        return start..<max(start + 1, min(high, size))
    }

    private func upright(_ sheet: Int64, pixelLimit: Int) throws(JobError) -> GrayImage {
        let kept = try read { database in
            try Row.fetchOne(
                database,
                sql:
                    "SELECT sheet.turn, sheet.picture, file, page FROM sheet JOIN source ON source.sheet = sheet.id WHERE sheet.id = ? LIMIT 1",
                arguments: [sheet]
            ).map { try KeptSheet($0) }
        }
        guard let kept else {
            throw JobError("\(path): a sheet of the job expected, found none of number \(sheet)", kind: .missing)
        }
        let bytes: [UInt8]
        if let picture = kept.picture {
            bytes = [UInt8](picture)
        } else {
            bytes = try Self.page(kept.page, of: kept.file, pixelLimit: pixelLimit)
        }
        do throws(PhotoError) {
            let image = try decodeImage(bytes, name: kept.file, pixelLimit: pixelLimit)
            // EXIF's numbers for turning clockwise.
            return image.oriented([90: 6, 180: 3, 270: 8][kept.turn] ?? 1)
        } catch { throw JobError("\(error)", kind: .missing) }
    }

    private struct KeptSheet {
        let file: String
        let page, turn: Int
        let picture: Data?

        init(_ row: Row) throws {
            (file, page) = (try row.value("file"), try row.value("page"))
            (turn, picture) = (try row.optional("turn") ?? 0, try row.optional("picture"))
        }
    }

    /// A page whose picture was not kept, read again from where it was found.
    private static func page(_ page: Int, of file: String, pixelLimit: Int) throws(JobError) -> [UInt8] {
        do throws(PhotoError) {
            let document = try ImageDocument(at: file)
            if (1...document.pageCount).contains(page) { return try document.page(page - 1, pixelLimit: pixelLimit) }
        } catch { throw JobError("\(error)", kind: .missing) }
        throw JobError("\(file): a document with a page \(page) expected; it has changed", kind: .missing)
    }
}
