#if canImport(CryptoKit)
    import CryptoKit
#else
    import COpenSSL
#endif

/// The SHA-256 of `bytes` (FIPS 180-4) as 64 lowercase hexadecimal digits, as `sha256sum` prints it.
package func sha256(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return String(digest(bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}

#if canImport(CryptoKit)
    private func digest(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
#else
    private func digest(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { buffer, count in
            _ = SHA256(bytes, bytes.count, buffer.baseAddress)
            count = buffer.count
        }
    }
#endif
