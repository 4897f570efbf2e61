/// Pictures of lines of writing in columns, with a line of text below each, the wrong ones marked.
package struct StripList: Sendable {
    /// One picture.
    package struct Strip: Sendable {
        let png: [UInt8]
        let width: Int
        let height: Int
        let caption: String
        let isRight: Bool

        /// - Parameters:
        ///   - png: the bytes of a PNG file.
        ///   - width: its width in pixels.
        ///   - height: its height in pixels.
        ///   - caption: a line of text below it.
        ///   - isRight: determines the frame's color.
        package init(png: [UInt8], width: Int, height: Int, caption: String, isRight: Bool) {
            (self.png, self.width, self.height, self.caption, self.isRight) = (png, width, height, caption, isRight)
        }
    }

    private let title: String
    private let subtitle: String
    private let strips: [Strip]
    private static let (columns, columnWidth, rowHeight, top) = (2, 400.0, 66.0, 54.0)

    /// - Parameter subtitle: explains the captions.
    package init(title: String, subtitle: String, strips: [Strip]) {
        (self.title, self.subtitle, self.strips) = (title, subtitle, strips)
    }

    /// The drawn pictures: none wider than its column, none enlarged.
    package var plot: Plot {
        let rows = (strips.count + Self.columns - 1) / Self.columns
        return Plot(
            width: Self.columnWidth * Double(Self.columns) + 12, height: Self.top + Self.rowHeight * Double(rows) + 6,
            title: title
        ) { canvas in
            canvas.text(title, x: 12, y: 20, size: 15, isBold: true)
            canvas.text(subtitle, x: 12, y: 40, size: 11, ink: .muted)
            for (index, strip) in strips.enumerated() {
                draw(
                    strip, x: 12 + Self.columnWidth * Double(index % Self.columns),
                    y: Self.top + Self.rowHeight * Double(index / Self.columns), on: &canvas)
            }
        }
    }

    private func draw(_ strip: Strip, x: Double, y: Double, on canvas: inout Canvas) {
        let scale = min(1, (Self.columnWidth - 24) / Double(max(strip.width, 1)))
        let (width, height) = (scale * Double(strip.width), scale * Double(strip.height))
        canvas.image(png: strip.png, x: x, y: y, width: width, height: height, tip: strip.caption)
        canvas.frame(
            x: x - 2, y: y - 2, width: width + 4, height: height + 4, ink: strip.isRight ? .right : .wrong,
            lineWidth: strip.isRight ? 1.5 : 3, radius: 3)
        canvas.text(strip.caption, x: x, y: y + height + 17, size: 12, ink: strip.isRight ? .text : .wrong)
    }
}
