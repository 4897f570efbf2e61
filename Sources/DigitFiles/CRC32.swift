import CDeflate

/// The CRC-32 of gzip and zip (ISO 3309), to tell data apart that were changed by accident.
package func crc32(_ bytes: [UInt8], continuing checksum: UInt32 = 0) -> UInt32 {
    bytes.withUnsafeBytes { libdeflate_crc32(checksum, $0.baseAddress, $0.count) }
}
