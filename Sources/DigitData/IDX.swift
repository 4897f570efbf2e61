import DigitTensor

/// The IDX file format of MNIST and its relatives, for unsigned bytes: a big-endian magic number (0, 0, type 8, number of
/// dimensions), each dimension as a big-endian 32-bit number, then the bytes, last dimension fastest. The format is described in
/// "The MNIST database of handwritten digits" by LeCun, Cortes and Burges.
public enum IDX {
    /// The contents of an image file.
    public struct Images: Equatable, Sendable {
        /// The number of images.
        public let count: Int
        /// The height of each image in pixels.
        public let rows: Int
        /// The width of each image in pixels.
        public let columns: Int
        /// `count * rows * columns` pixels, image after image, each row by row; 0 is paper and 255 ink.
        public let pixels: [UInt8]
    }

    /// Reads an image file: magic 0x00000803 and dimensions (count, rows, columns).
    /// - Parameter bytes: the whole file, decompressed. The pixels are moved within it rather than copied if the caller holds no
    ///   other reference.
    /// - Throws: `IDXError` if the bytes are anything else, shorter or longer.
    public static func images(from bytes: consuming [UInt8]) throws(IDXError) -> Images {
        let dimensions = try dimensions(of: bytes, rank: 3)
        bytes.removeFirst(headerSize(rank: 3))
        return Images(count: dimensions[0], rows: dimensions[1], columns: dimensions[2], pixels: bytes)
    }

    /// Reads a label file: magic 0x00000801 and dimension (count); or QMNIST's, with magic 0x00000C02 and dimensions (count,
    /// numbers), in which the first 32-bit number of each image is its class.
    /// - Parameters:
    ///   - bytes: the whole file, decompressed.
    ///   - classCount: the number of classes; every label must be below it.
    /// - Returns: one class index per sample.
    /// - Throws: `IDXError` if the bytes are anything else, shorter or longer, or a label is not a class.
    public static func labels(from bytes: consuming [UInt8], classCount: Int = 10) throws(IDXError) -> [UInt8] {
        if bytes.count >= 4, word(bytes, at: 0) == wideLabelMagic {
            bytes = try firstNumbers(of: bytes)
        } else {
            _ = try dimensions(of: bytes, rank: 1)
            bytes.removeFirst(headerSize(rank: 1))
        }
        if let index = bytes.firstIndex(where: { Int($0) >= classCount }) {
            throw .labelOutOfRange(index: index, label: bytes[index], classCount: classCount)
        }
        return bytes
    }

    /// Images with their labels, as samples of shape (rows, columns, 1) with values from 0 (paper) to 1 (ink).
    /// - Parameters:
    ///   - images: the images.
    ///   - labels: a label for each image, in the same order, each below `classCount`.
    ///   - classCount: the number of classes.
    /// - Throws: `IDXError.countMismatch` or `IDXError.labelOutOfRange`.
    public static func dataset(_ images: Images, labels: [UInt8], classCount: Int = 10) throws(IDXError) -> Dataset {
        if images.count != labels.count { throw .countMismatch(images: images.count, labels: labels.count) }
        if let index = labels.firstIndex(where: { Int($0) >= classCount }) {
            throw .labelOutOfRange(index: index, label: labels[index], classCount: classCount)
        }
        return Dataset(
            shape: [images.rows, images.columns, 1], values: .bytes(images.pixels, scale: 1 / 255, offset: 0),
            labels: labels, classCount: classCount)
    }

    /// 32-bit numbers with two dimensions.
    private static let wideLabelMagic: UInt32 = 0x0C02

    /// The first number of each row; one that does not fit in a byte becomes 255, which is not a class either.
    private static func firstNumbers(of bytes: borrowing [UInt8]) throws(IDXError) -> [UInt8] {
        let dimensions = try dimensions(of: bytes, rank: 2, magic: wideLabelMagic, elementSize: 4)
        return (0..<dimensions[0]).map { row in
            // Within the bytes, whose length is that of all rows.
            UInt8(min(word(bytes, at: headerSize(rank: 2) + 4 * row * dimensions[1]), 255))
        }
    }

    /// The dimensions in the header, checked against the file's length.
    private static func dimensions(
        of bytes: borrowing [UInt8], rank: Int, magic: UInt32? = nil, elementSize: Int = 1
    ) throws(IDXError) -> [Int] {
        let headerSize = headerSize(rank: rank)
        let expectedMagic = magic ?? 0x0800 | UInt32(rank)
        // A file that is too short for its header is still distinguished by its magic: it may not be an IDX file at all.
        if bytes.count >= 4 && word(bytes, at: 0) != expectedMagic {
            throw .wrongMagic(expected: expectedMagic, found: word(bytes, at: 0))
        }
        if bytes.count < headerSize { throw .headerTruncated(expected: headerSize, found: bytes.count) }
        var dimensions: [Int] = []
        for axis in 1...rank { dimensions.append(Int(word(bytes, at: 4 * axis))) }
        if dimensions.contains(0) { throw .empty(dimensions: dimensions) }
        guard let values = Checked.product(dimensions + [elementSize]), let expected = Checked.sum([headerSize, values]) else {
            throw .tooLarge(dimensions: dimensions)
        }
        if bytes.count != expected { throw .wrongLength(dimensions: dimensions, expected: expected, found: bytes.count) }
        return dimensions
    }

    private static func headerSize(rank: Int) -> Int { 4 + 4 * rank }

    /// The big-endian number at `position`.
    private static func word(_ bytes: borrowing [UInt8], at position: Int) -> UInt32 {
        var number: UInt32 = 0
        for offset in 0..<4 { number = number << 8 | UInt32(bytes[position + offset]) }
        return number
    }
}
