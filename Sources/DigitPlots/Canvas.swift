/// The elements of an SVG picture drawn so far. Coordinates are in pixels from the top left corner.
///
/// Colors are given twice: as attributes, for programs without style sheets, and by class, for browsers, where a style sheet
/// changes them on a dark screen.
struct Canvas {
    private(set) var elements = ""

    /// The approximate width of a text of some size: system fonts differ.
    static func width(of text: String, size: Double) -> Double { Double(text.count) * size * 0.56 }

    enum Anchor: String { case start, middle, end }

    mutating func text(
        _ text: String, x: Double, y: Double, size: Double = 12, ink: Ink = .text, anchor: Anchor = .start, isBold: Bool = false,
        isVertical: Bool = false
    ) {
        let turn = isVertical ? " transform=\"rotate(-90 \(x.short) \(y.short))\"" : ""
        let weight = isBold ? " font-weight=\"600\"" : ""
        elements +=
            "<text x=\"\(x.short)\" y=\"\(y.short)\" font-size=\"\(size.short)\" text-anchor=\"\(anchor.rawValue)\""
            + "\(weight)\(turn) \(ink.fill)>\(escaped(text))</text>\n"
    }

    mutating func line(x1: Double, y1: Double, x2: Double, y2: Double, ink: Ink, width: Double = 1, isDashed: Bool = false) {
        elements +=
            "<line x1=\"\(x1.short)\" y1=\"\(y1.short)\" x2=\"\(x2.short)\" y2=\"\(y2.short)\" stroke-width=\"\(width.short)\""
            + "\(isDashed ? " stroke-dasharray=\"4 3\"" : "") \(ink.stroke)/>\n"
    }

    mutating func rectangle(
        x: Double, y: Double, width: Double, height: Double, ink: Ink, opacity: Double = 1, radius: Double = 0, tip: String? = nil
    ) {
        let round = radius > 0 ? " rx=\"\(radius.short)\"" : ""
        let veil = opacity < 1 ? " fill-opacity=\"\(opacity.short)\"" : ""
        elements +=
            "<rect x=\"\(x.short)\" y=\"\(y.short)\" width=\"\(width.short)\" height=\"\(height.short)\"\(round)\(veil) \(ink.fill)"
        elements += tip.map { "><title>\(escaped($0))</title></rect>\n" } ?? "/>\n"
    }

    mutating func frame(x: Double, y: Double, width: Double, height: Double, ink: Ink, lineWidth: Double, radius: Double = 0) {
        elements +=
            "<rect x=\"\(x.short)\" y=\"\(y.short)\" width=\"\(width.short)\" height=\"\(height.short)\" rx=\"\(radius.short)\""
            + " fill=\"none\" stroke-width=\"\(lineWidth.short)\" \(ink.stroke)/>\n"
    }

    mutating func curve(_ points: [(x: Double, y: Double)], ink: Ink, isDashed: Bool) {
        let path = points.map { "\($0.x.short),\($0.y.short)" }.joined(separator: " ")
        elements +=
            "<polyline points=\"\(path)\" fill=\"none\" stroke-width=\"2\" stroke-linejoin=\"round\" stroke-linecap=\"round\""
            + "\(isDashed ? " stroke-dasharray=\"6 4\"" : "") \(ink.stroke)/>\n"
    }

    /// A dot with a tooltip.
    /// - Parameter isHidden: whether it is invisible, but has its tooltip.
    mutating func dot(x: Double, y: Double, radius: Double, ink: Ink, isHidden: Bool = false, tip: String) {
        elements +=
            "<circle cx=\"\(x.short)\" cy=\"\(y.short)\" r=\"\(radius.short)\"\(isHidden ? " fill-opacity=\"0\"" : "") \(ink.fill)><title>\(escaped(tip))</title></circle>\n"
    }

    /// A picture of square pixels that keep their edges.
    mutating func image(png: [UInt8], x: Double, y: Double, width: Double, height: Double, tip: String) {
        elements +=
            "<image x=\"\(x.short)\" y=\"\(y.short)\" width=\"\(width.short)\" height=\"\(height.short)\""
            + " style=\"image-rendering:pixelated\" href=\"\(dataAddress(png: png))\"><title>\(escaped(tip))</title></image>\n"
    }

    /// Another canvas, translated.
    mutating func add(_ plot: Plot, x: Double, y: Double) {
        elements += "<g transform=\"translate(\(x.short) \(y.short))\">\n\(plot.elements)</g>\n"
    }
}

/// Colors by their purpose.
enum Ink: Equatable {
    case text, muted, grid, paper, right, wrong
    /// The color of a series, by its number.
    case series(Int)

    /// On light and on dark backgrounds.
    private static let series = [
        ("#2563eb", "#60a5fa"), ("#d97706", "#fbbf24"), ("#059669", "#34d399"), ("#c026d3", "#e879f9"), ("#0891b2", "#22d3ee"),
        ("#dc2626", "#f87171"), ("#65a30d", "#a3e635"), ("#7c3aed", "#a78bfa"),
    ]

    private var colors: (bright: String, dark: String) {
        switch self {
        case .text: ("#1e293b", "#e2e8f0")
        case .muted: ("#64748b", "#94a3b8")
        case .grid: ("#e2e8f0", "#334155")
        case .paper: ("#ffffff", "#0f172a")
        case .right: ("#059669", "#34d399")
        case .wrong: ("#dc2626", "#f87171")
        case .series(let number): Self.series[number % Self.series.count]
        }
    }

    private var name: String {
        switch self {
        case .text: "text"
        case .muted: "muted"
        case .grid: "grid"
        case .paper: "paper"
        case .right: "right"
        case .wrong: "wrong"
        case .series(let number): "s\(number % Self.series.count)"
        }
    }

    var fill: String { "fill=\"\(colors.bright)\" class=\"f-\(name)\"" }
    var stroke: String { "stroke=\"\(colors.bright)\" class=\"l-\(name)\"" }

    /// The style sheet for dark screens.
    static let darkStyle: String = {
        let inks = [Ink.text, .muted, .grid, .paper, .right, .wrong] + series.indices.map { Ink.series($0) }
        let rules = inks.map { ".f-\($0.name){fill:\($0.colors.dark)}.l-\($0.name){stroke:\($0.colors.dark)}" }
        return "@media screen and (prefers-color-scheme:dark){\(rules.joined())}"
    }()
}

/// Text escaped for use between tags and in attributes.
package func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        // XML cannot represent these.
        case _ where scalar.value < 32 && scalar != "\n" && scalar != "\t": result += " "
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}

/// A picture as part of a page or of another picture.
package func dataAddress(png: [UInt8]) -> String { "data:image/png;base64,\(base64(png))" }

/// RFC 4648, section 4.
func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        let word = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
        for place in 0..<4 {
            text.append(place <= group.count ? alphabet[word >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
        }
    }
    return String(decoding: text, as: UTF8.self)
}
