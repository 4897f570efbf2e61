/// Small pictures with a line of text below each, the wrong ones marked.
package struct ImageGrid: Sendable {
    /// One picture.
    package struct Cell: Sendable {
        let png: [UInt8]
        let caption: String
        let detail: String
        let isRight: Bool?

        /// - Parameters:
        ///   - png: the bytes of a PNG file.
        ///   - caption: a few characters below it.
        ///   - detail: a second, smaller line.
        ///   - isRight: determines the frame's color; nil for no frame.
        package init(png: [UInt8], caption: String, detail: String = "", isRight: Bool? = nil) {
            (self.png, self.caption, self.detail, self.isRight) = (png, caption, detail, isRight)
        }
    }

    private let title: String
    private let subtitle: String
    private let cells: [Cell]
    private let columns: Int

    /// - Parameters:
    ///   - subtitle: explains the captions.
    ///   - columns: the number of pictures in a row.
    package init(title: String, subtitle: String = "", cells: [Cell], columns: Int = 10) {
        (self.title, self.subtitle, self.cells, self.columns) = (title, subtitle, cells, max(1, columns))
    }

    /// The drawn pictures.
    package var plot: Plot {
        let (picture, width) = (64.0, 84.0)
        let height = 64.0 + (cells.contains { !$0.detail.isEmpty } ? 44 : 30)
        let top = title.isEmpty ? 6.0 : subtitle.isEmpty ? 34 : 54
        let rows = (cells.count + columns - 1) / columns
        return Plot(
            width: max(width * Double(min(columns, max(cells.count, 1))) + 12, title.isEmpty ? 0 : 420),
            height: top + height * Double(rows) + 6,
            title: title.isEmpty ? "Pictures" : title
        ) { canvas in
            if !title.isEmpty { canvas.text(title, x: 12, y: 20, size: 15, isBold: true) }
            if !subtitle.isEmpty { canvas.text(subtitle, x: 12, y: 40, size: 11, ink: .muted) }
            for (index, cell) in cells.enumerated() {
                let x = 6 + width * Double(index % columns) + (width - picture) / 2
                let y = top + height * Double(index / columns)
                canvas.image(png: cell.png, x: x, y: y, width: picture, height: picture, tip: "\(cell.caption) \(cell.detail)")
                if let isRight = cell.isRight {
                    canvas.frame(
                        x: x - 2, y: y - 2, width: picture + 4, height: picture + 4, ink: isRight ? .right : .wrong,
                        lineWidth: isRight ? 1.5 : 3, radius: 3)
                }
                let ink: Ink = cell.isRight == false ? .wrong : .text
                canvas.text(cell.caption, x: x + picture / 2, y: y + picture + 17, size: 12, ink: ink, anchor: .middle)
                if !cell.detail.isEmpty {
                    canvas.text(cell.detail, x: x + picture / 2, y: y + picture + 31, size: 10, ink: .muted, anchor: .middle)
                }
            }
        }
    }
}
