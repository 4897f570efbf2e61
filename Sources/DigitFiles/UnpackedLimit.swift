/// The most bytes that compressed data of `count` bytes may decompress to: 12 MB plus ten times their size, at most 2 GiB.
///
/// Images of digits compress to a fifth, in black and white to a tenth, while deflate could hide a gigabyte in one megabyte
/// (1,032 times).
package func unpackedLimit(ofPacked count: Int) -> Int {
    min(1 << 31, 12 << 20 + 10 * min(max(count, 0), 1 << 31))
}
