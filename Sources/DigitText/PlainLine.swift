extension StringProtocol {
    /// Whether this is one line, and people see all that is in it: for texts that others read, such as names.
    ///
    /// It has no control characters, no breaks of lines or paragraphs, and no invisible characters, some of which change the order of
    /// the text around them (Unicode's categories Cc, Zl, Zp and Cf). The two joiners may occur, since several languages spell with
    /// them.
    package var isPlainLine: Bool {
        unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: false
            case .format: scalar == "\u{200C}" || scalar == "\u{200D}"
            default: true
            }
        }
    }
}
