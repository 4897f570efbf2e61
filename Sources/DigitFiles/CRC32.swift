import CDeflate

/// The CRC-32 of gzip and zip (ISO 3309), which detects accidental changes.
package func crc32(_ bytes: [UInt8], continuing checksum: UInt32 = 0) -> UInt32 {
    bytes.withUnsafeBytes { libdeflate_crc32(checksum, $0.baseAddress, $0.count) }
}
