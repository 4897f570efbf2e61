/// Places symbols' labels where they cover no symbol and no other label, as on the web page.
struct LabelPlacement {
    /// The position of a label.
    struct Label {
        var box: PixelBox
        /// The size of the squares that form its symbol, in pixels.
        var square: Int
    }

    private let width, height: Int
    private var taken: [PixelBox]

    /// - Parameter boxes: those of all symbols of the picture.
    init(width: Int, height: Int, boxes: [PixelBox]) { (self.width, self.height, taken) = (width, height, boxes) }

    /// Places the labels of a line's symbols above or below them: at the largest size at which there is room for all, or else for
    /// most.
    /// - Returns: nil if there is no room.
    mutating func place(beside boxes: [PixelBox]) -> [Label?] {
        var best: [Label?] = boxes.map { _ in nil }
        // On a screen a thousand pixels wide, a label is about 14 pixels high.
        let largest = max(1, (max(width, height) + 300) / 600)
        for square in [largest, (3 * largest + 3) / 4, (largest + 1) / 2] {
            for isAbove in [true, false] {
                let labels = labels(beside: boxes, square: square, isAbove: isAbove)
                if labels.count(where: { $0 != nil }) > best.count(where: { $0 != nil }) { best = labels }
            }
            if best.allSatisfy({ $0 != nil }) { break }
        }
        taken += best.compactMap { $0?.box }
        return best
    }

    private func labels(beside boxes: [PixelBox], square: Int, isAbove: Bool) -> [Label?] {
        let (labelWidth, labelHeight) = ((SymbolShapes.width + 2) * square, (SymbolShapes.height + 2) * square)
        let gap = 2 * max(1, max(width, height) / 1000)
        var placed: [PixelBox] = []
        return boxes.map { box in
            let top = isAbove ? box.y - labelHeight - gap : box.y + box.height + gap
            let label = PixelBox(x: box.x + (box.width - labelWidth) / 2, y: top, width: labelWidth, height: labelHeight)
            let isInside = label.x >= 0 && top >= 0 && label.x + labelWidth <= width && top + labelHeight <= height
            guard isInside, !(taken + placed).contains(where: { $0.overlap(label) > 0 }) else { return nil }
            placed.append(label)
            return Label(box: label, square: square)
        }
    }
}
