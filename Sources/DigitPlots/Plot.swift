/// A drawn picture of known size: a file of its own, or a part of a page.
package struct Plot: Sendable {
    /// Pixels.
    package let width: Double
    package let height: Double
    /// A description for those who cannot see it.
    package let title: String
    let elements: String

    init(width: Double, height: Double, title: String, draw: (inout Canvas) -> Void) {
        var canvas = Canvas()
        draw(&canvas)
        (self.width, self.height, self.title, elements) = (width, height, title, canvas.elements)
    }

    private static let font = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif"

    /// As a file: with a background, and a style sheet for dark screens.
    package var svg: String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <svg xmlns="http://www.w3.org/2000/svg" width="\(width.short)" height="\(height.short)" viewBox="0 0 \(width.short) \(height.short)" \
        font-family="\(Self.font)" role="img" aria-label="\(escaped(title))">
        <title>\(escaped(title))</title>
        <style>\(Ink.darkStyle)</style>
        <rect width="100%" height="100%" \(Ink.paper.fill)/>
        \(elements)</svg>

        """
    }

    /// As a part of an HTML page that includes `Plot.style`. It fills the width of its container, and keeps its proportions.
    package var html: String {
        """
        <svg viewBox="0 0 \(width.short) \(height.short)" role="img" aria-label="\(escaped(title))">
        \(elements)</svg>
        """
    }

    /// The style sheet for plots in a page.
    package static let style = "svg{width:100%;height:auto;display:block;font-family:inherit}\(Ink.darkStyle)"

    /// Plots side by side.
    package static func row(_ plots: [Plot], title: String, spacing: Double = 24) -> Plot {
        let width = plots.reduce(0) { $0 + $1.width } + spacing * Double(max(plots.count - 1, 0))
        return Plot(width: width, height: plots.map(\.height).max() ?? 0, title: title) { canvas in
            var x = 0.0
            for plot in plots {
                canvas.add(plot, x: x, y: 0)
                x += plot.width + spacing
            }
        }
    }
}
