import ArgumentParser
import DigitFiles

/// The token that clients must send as `Authorization: Bearer …`.
enum ServerToken {
    /// The option's value, or else that of the environment variable DIGITS_TOKEN; nil if neither is given.
    static func wanted(_ option: String?) throws -> String? {
        if let option {
            try check(option, "--token")
            return option
        }
        guard let token = environment("DIGITS_TOKEN") else { return nil }
        try check(token, "DIGITS_TOKEN")
        return token
    }

    /// A token that is empty by mistake would leave the server open, and one with other characters could not be sent.
    static func check(_ token: String, _ what: String) throws {
        guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ValidationError(
                "\(what): letters, digits and marks without spaces expected, got \(token.isEmpty ? "none" : "others")")
        }
    }
}
