/// Values of samples in memory that the caller owns, such as a NumPy array: nothing is copied.
///
/// The caller guarantees that the memory neither changes nor is freed for as long as a dataset holds it.
public struct BorrowedValues: @unchecked Sendable {
    /// The kind of values in the memory.
    enum Base {
        case bytes(UnsafePointer<UInt8>, scale: Float, offset: Float)
        case floats(UnsafePointer<Float>)
    }

    let base: Base
    /// The number of values.
    public let count: Int

    /// Bytes; the network sees `Float(byte) * scale + offset`.
    public init(bytes: UnsafeBufferPointer<UInt8>, scale: Float, offset: Float) {
        // Only an empty buffer has no address, and none of its values is accessed.
        let start = bytes.baseAddress ?? UnsafePointer(bitPattern: 1)!
        base = .bytes(start, scale: scale, offset: offset)
        count = bytes.count
    }

    /// Values passed to the network unchanged.
    public init(floats: UnsafeBufferPointer<Float>) {
        base = .floats(floats.baseAddress ?? UnsafePointer(bitPattern: 4)!)
        count = floats.count
    }

    private init(_ base: Base, count: Int) {
        self.base = base
        self.count = count
    }

    /// A range of the values.
    subscript(range: Range<Int>) -> BorrowedValues {
        switch base {
        case .bytes(let start, let scale, let offset):
            BorrowedValues(.bytes(start + range.lowerBound, scale: scale, offset: offset), count: range.count)
        case .floats(let start): BorrowedValues(.floats(start + range.lowerBound), count: range.count)
        }
    }

    /// Calls one of the closures with the address of value `index`.
    @inline(__always)
    package func withAddress(
        of index: Int, bytes: (_ start: UnsafePointer<UInt8>, _ scale: Float, _ offset: Float) -> Void,
        floats: (_ start: UnsafePointer<Float>) -> Void
    ) {
        switch base {
        case .bytes(let start, let scale, let offset): bytes(start + index, scale, offset)
        case .floats(let start): floats(start + index)
        }
    }
}
