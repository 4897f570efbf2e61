import DigitPhoto

extension PageReading {
    /// The picture with a box around each symbol that was read, and the symbol beside it in free space: a green frame if the
    /// reading is sure, a dashed orange one if it is not, a double red one if it is less likely than not. Lines that are not
    /// numbers have a thin gray frame; numbers that do not match what is known about them are struck through.
    ///
    /// - Parameters:
    ///   - image: the picture that was read, upright, of the reading's size.
    ///   - leastConfidence: the confidence, 0...1, from which a symbol counts as sure.
    /// - Throws: `ReaderError` if the picture has another size.
    public func annotated(_ image: ColorImage, leastConfidence: Float = 0.8) throws(ReaderError) -> ColorImage {
        guard image.width == width, image.height == height else {
            throw ReaderError("the picture that was read has \(width)x\(height) pixels, this one \(image.width)x\(image.height)")
        }
        var canvas = AnnotationCanvas(image: image)
        // One pixel on a screen where the picture is a thousand pixels wide.
        let pen = max(1, max(width, height) / 1000)
        for line in leftOut where line.reason != .noSymbol { canvas.frame(line.box, thickness: pen, color: .gray) }
        var labels = LabelPlacement(
            width: width, height: height, boxes: (lines + misfits).flatMap { $0.symbols.compactMap(\.box) })
        for line in lines + misfits {
            let symbols = line.symbols.filter { $0.box != nil }
            for symbol in symbols { canvas.frame(symbol, isSureFrom: leastConfidence, pen: pen) }
            for (symbol, label) in zip(symbols, labels.place(beside: symbols.compactMap(\.box))) {
                guard let label else { continue }
                let sureness = Sureness(symbol.confidence, isSureFrom: leastConfidence)
                canvas.write(symbol.character, in: label, color: sureness.color)
            }
        }
        for line in misfits { canvas.strike(line.box, thickness: 2 * pen, color: .red) }
        return canvas.image
    }
}

/// How sure a symbol is, in three levels.
private enum Sureness {
    case sure, unsure, unlikely

    init(_ confidence: Float, isSureFrom least: Float) {
        self = confidence >= least ? .sure : confidence >= 0.5 ? .unsure : .unlikely
    }

    var color: AnnotationCanvas.Color {
        switch self {
        case .sure: .green
        case .unsure: .orange
        case .unlikely: .red
        }
    }
}

extension AnnotationCanvas {
    /// The frame of a symbol: its form also says how sure the symbol is.
    fileprivate mutating func frame(_ symbol: SymbolReading, isSureFrom least: Float, pen: Int) {
        guard let box = symbol.box else { return }
        let sureness = Sureness(symbol.confidence, isSureFrom: least)
        switch sureness {
        case .sure: frame(box, thickness: pen, color: sureness.color)
        case .unsure: frame(box, thickness: pen, dash: 4 * pen, color: sureness.color)
        case .unlikely:
            frame(box, thickness: pen, color: sureness.color)
            frame(box, thickness: pen, distance: 2 * pen, color: sureness.color)
        }
    }
}
