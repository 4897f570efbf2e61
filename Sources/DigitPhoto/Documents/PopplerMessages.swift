/// The messages of poppler's programs, which draw what is left of a damaged page and report success.
package enum PopplerMessages {
    /// The beginnings of messages about damage. Warnings, the configuration's errors and features that poppler does not have are
    /// not among them.
    private static let damage = [
        "Syntax Error", "Internal Error", "I/O Error", "Premature end of JPEG", "Corrupt JPEG data",
    ]

    /// Parts of messages about damage after which nothing is missing on the page: tables that were made anew, fonts for which
    /// another is used, and form fields, outlines and links.
    private static let harmless = [
        "couldn't find trailer dictionary", "couldn't read xref table", "font", "language pack", "character collection", "cmap",
        "fields array", "outline", "destination", "extraneous bytes before marker",
    ]

    /// The first message that means that the page is damaged.
    package static func firstDamage(in messages: [String]) -> String? {
        messages.first { message in
            let text = message.lowercased()
            return damage.contains(where: message.hasPrefix) && !harmless.contains { text.contains($0) }
        }
    }
}
