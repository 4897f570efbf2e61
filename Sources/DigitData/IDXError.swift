/// Why bytes are not the IDX file that was expected. The description is one line without the file's name.
public enum IDXError: Error, Equatable, CustomStringConvertible {
    /// The file ends within its header.
    case headerTruncated(expected: Int, found: Int)
    /// The first four bytes are not those of this kind of IDX file.
    case wrongMagic(expected: UInt32, found: UInt32)
    /// The header has no images, no labels, or images without pixels. Dimensions as in the file.
    case empty(dimensions: [Int])
    /// The header describes more bytes than an address can count.
    case tooLarge(dimensions: [Int])
    /// The file's length is not what its header requires. Both in bytes, header included.
    case wrongLength(dimensions: [Int], expected: Int, found: Int)
    /// The label at `index`, counted from 0, is not a class.
    case labelOutOfRange(index: Int, label: UInt8, classCount: Int)
    /// The files of images and labels do not match.
    case countMismatch(images: Int, labels: Int)

    /// What was expected and what was found.
    public var description: String {
        switch self {
        case .headerTruncated(let expected, let found): "IDX header of \(expected) bytes expected, found \(found) bytes"
        case .wrongMagic(let expected, let found): "IDX magic \(hexadecimal(expected)) expected, found \(hexadecimal(found))"
        case .empty(let dimensions): "IDX dimensions above 0 expected, found \(text(dimensions))"
        case .tooLarge(let dimensions): "IDX dimensions that fit in memory expected, found \(text(dimensions))"
        case .wrongLength(let dimensions, let expected, let found):
            "\(expected) bytes expected for IDX dimensions \(text(dimensions)), found \(found)"
        case .labelOutOfRange(let index, let label, let classCount):
            "labels from 0 to \(classCount - 1) expected, found \(label) at index \(index)"
        case .countMismatch(let images, let labels): "\(images) labels expected, one for each image, found \(labels)"
        }
    }

    private func text(_ dimensions: [Int]) -> String { dimensions.map(String.init).joined(separator: " x ") }

    private func hexadecimal(_ number: UInt32) -> String {
        let digits = String(number, radix: 16)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}
