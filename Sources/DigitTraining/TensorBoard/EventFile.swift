import DigitFiles

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A TensorBoard event file: TensorFlow's record format around messages of `tensorflow/core/util/event.proto`.
///
/// Only numbers are written, five fields of that schema, so they are encoded here rather than by generated code.
package struct EventFile: Sendable {
    private let path: String

    /// Creates a file in a folder, which must exist. Its name contains the time and the process ID, so that no other is
    /// overwritten.
    package init(in folder: String) throws(FileError) {
        path = "\(folder)/events.out.tfevents.\(Int(currentTime())).digits.\(getpid())"
        var event = ProtobufMessage()
        event.add(1, currentTime())
        event.add(3, Array("brain.Event:2".utf8))
        try appendFile(Self.record(event.bytes), to: path)
    }

    /// Appends numbers of one step, each with its name.
    package func add(_ scalars: [(tag: String, value: Double)], step: Int) throws(FileError) {
        var summary = ProtobufMessage()
        for (tag, number) in scalars {
            var value = ProtobufMessage()
            value.add(1, Array(tag.utf8))
            value.add(2, Float(number))
            summary.add(1, value.bytes)
        }
        var event = ProtobufMessage()
        event.add(1, currentTime())
        event.add(2, UInt64(step))
        event.add(5, summary.bytes)
        try appendFile(Self.record(event.bytes), to: path)
    }

    /// The length, its checksum, the data, their checksum.
    static func record(_ data: [UInt8]) -> [UInt8] {
        let length = littleEndian(UInt64(data.count))
        return length + littleEndian(CRC32C.masked(length)) + data + littleEndian(CRC32C.masked(data))
    }
}

/// A message in the wire format of protocol buffers (https://protobuf.dev/programming-guides/encoding).
package struct ProtobufMessage {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func add(_ field: UInt64, _ number: UInt64) {
        addVarint(field << 3)
        addVarint(number)
    }

    package mutating func add(_ field: UInt64, _ number: Double) {
        addVarint(field << 3 | 1)
        bytes += littleEndian(number.bitPattern)
    }

    package mutating func add(_ field: UInt64, _ number: Float) {
        addVarint(field << 3 | 5)
        bytes += littleEndian(number.bitPattern)
    }

    /// Text or another message.
    package mutating func add(_ field: UInt64, _ content: [UInt8]) {
        addVarint(field << 3 | 2)
        addVarint(UInt64(content.count))
        bytes += content
    }

    private mutating func addVarint(_ number: UInt64) {
        var rest = number
        while rest > 127 {
            bytes.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

private func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
}

/// Seconds since 1970.
private func currentTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
