import CDigits
import DigitFiles
import DigitKeras
import DigitNN
import DigitPhoto
import DigitRecognizer

/// Why a call failed: a status with its message.
struct Failure: Error {
    let status: digits_status
    let message: String

    init(_ status: digits_status, _ message: String) {
        self.status = status
        self.message = message
    }
}

extension Failure {
    /// The status for an error of the libraries.
    init(_ error: any Error) {
        let status: digits_status
        switch error {
        case let failure as Failure:
            self = failure
            return
        case is KerasError, is FileError, is PhotoError: status = DIGITS_FILE_ERROR
        case is TrainingError: status = DIGITS_NOT_FINITE
        default: status = DIGITS_INVALID_ARGUMENT
        }
        self.init(status, "\(error)")
    }
}

/// Runs the body of a function of the interface: what it throws becomes the thread's message and the result.
func answering(_ body: () throws -> Void) -> digits_status {
    do {
        try body()
        return DIGITS_OK
    } catch {
        let failure = Failure(error)
        // One line, whatever a file name contains.
        var text = failure.message
        if text.utf8.contains(where: { $0 < 32 }) {
            text = String(text.map { $0.isNewline || $0.asciiValue.map { $0 < 32 } ?? false ? " " : $0 })
        }
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { dci_set_message($0.baseAddress, $0.count) }
        }
        return failure.status
    }
}

// MARK: Arguments

/// Parses the text of an argument with code for files, so that an error in it is not a file error.
func asArgument<Result>(_ body: () throws(KerasError) -> Result) throws(Failure) -> Result {
    do { return try body() } catch { throw Failure(DIGITS_INVALID_ARGUMENT, error.problem) }
}

/// A pointer that must not be NULL.
func required<Pointer>(_ pointer: Pointer?, _ name: String) throws(Failure) -> Pointer {
    guard let pointer else { throw Failure(DIGITS_INVALID_ARGUMENT, "\(name): a pointer expected, got NULL") }
    return pointer
}

/// A text that must not be NULL.
func text(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(Failure) -> String {
    guard let text = String(validatingCString: try required(pointer, name)) else {
        // Repaired, two paths could become one.
        throw Failure(DIGITS_INVALID_ARGUMENT, "\(name): text in UTF-8 expected")
    }
    return text
}

/// A text, or nil for NULL.
func optionalText(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(Failure) -> String? {
    if pointer == nil { nil } else { try text(pointer, name) }
}

/// `count` values at a pointer, which may be NULL if there are none.
func values<Element>(
    _ pointer: UnsafePointer<Element>?, _ count: Int, _ name: String
) throws(Failure) -> UnsafeBufferPointer<Element> {
    try checkCount(count, name)
    return UnsafeBufferPointer(start: count == 0 ? pointer : try required(pointer, name), count: count)
}

/// Room for `count` values at a pointer, which may be NULL if there are none.
func room<Element>(
    _ pointer: UnsafeMutablePointer<Element>?, _ count: Int, _ name: String
) throws(Failure) -> UnsafeMutableBufferPointer<Element> {
    try checkCount(count, name)
    return UnsafeMutableBufferPointer(start: count == 0 ? pointer : try required(pointer, name), count: count)
}

private func checkCount(_ count: Int, _ name: String) throws(Failure) {
    // A size_t may arrive as a negative number.
    guard (0...1 << 40).contains(count) else { throw Failure(DIGITS_INVALID_ARGUMENT, "\(name): \(count) values are too many") }
}

/// Rejects samples with numbers that are not finite. `size` is the number of values of a sample.
func checkFinite(_ values: UnsafeBufferPointer<Float>, sampleSize size: Int) throws(Failure) {
    // As integers, so that the loop is vectorized: numbers that are not finite have all exponent bits set.
    let infinite = Float.infinity.bitPattern
    let largest = values.withMemoryRebound(to: UInt32.self) { $0.reduce(0) { max($0, $1 & 0x7FFF_FFFF) } }
    guard largest >= infinite, let index = values.firstIndex(where: { !$0.isFinite }) else { return }
    throw Failure(DIGITS_INVALID_ARGUMENT, "finite numbers expected, got \(values[index]) in sample \(index / size)")
}

/// 0 is all processors.
func threadCount(_ threads: Int32) throws(Failure) -> Int? {
    guard (0...256).contains(threads) else {
        throw Failure(DIGITS_INVALID_ARGUMENT, "threads: 0 for all, or 1 to 256 expected, got \(threads)")
    }
    return threads == 0 ? nil : Int(threads)
}

/// Writes text with a final zero to the caller's buffer.
func write(
    _ text: String, to buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int, _ length: UnsafeMutablePointer<Int>?
) throws(Failure) {
    let count = text.utf8.count
    length?.pointee = count
    let target = try room(buffer, capacity, "buffer")
    guard capacity > count else {
        throw Failure(DIGITS_BUFFER_TOO_SMALL, "buffer: \(count + 1) bytes expected, got \(capacity)")
    }
    for (index, byte) in text.utf8.enumerated() { target[index] = CChar(bitPattern: byte) }
    target[count] = 0
}
