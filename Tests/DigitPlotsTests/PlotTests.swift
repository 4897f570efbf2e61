import DigitPlots
import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Pictures, read back by an XML parser.
struct PlotTests {
    /// The elements of a picture.
    private final class Elements: NSObject, XMLParserDelegate {
        struct Element {
            let name: String
            let attributes: [String: String]
            var text = ""
        }
        private(set) var all: [Element] = []
        private var open: [Int] = []

        init(_ svg: String) throws {
            super.init()
            let parser = XMLParser(data: Data(svg.utf8))
            parser.delegate = self
            guard parser.parse() else { throw try #require(parser.parserError) }
        }

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            open.append(all.count)
            all.append(Element(name: name, attributes: attributes))
        }

        func parser(_ parser: XMLParser, foundCharacters text: String) {
            if let last = open.last { all[last].text += text }
        }

        func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
            open.removeLast()
        }

        func named(_ name: String) -> [Element] { all.filter { $0.name == name } }
        var texts: [String] { named("text").map(\.text) }
    }

    private func points(_ element: Elements.Element) -> [(x: Double, y: Double)] {
        (element.attributes["points"] ?? "").split(separator: " ").map { point in
            let numbers = point.split(separator: ",").compactMap { Double($0) }
            return (numbers[0], numbers[1])
        }
    }

    /// The place of a tick's number on the vertical axis.
    private func height(ofTick text: String, _ elements: Elements) throws -> Double {
        let label = try #require(elements.named("text").first { $0.text == text && $0.attributes["text-anchor"] == "end" })
        return try #require(Double(label.attributes["y"] ?? "")) - 4
    }

    @Test("A curve's points match the axis")
    func curve() throws {
        let chart = LineChart(
            title: "Loss & <more>", xLabel: "epoch",
            series: [
                .init("training", [(1, 0.4), (2, 0.2), (3, 0.1)]),
                .init("validation", [(1, 0.3), (2, .nan), (3, 0.2)], isDashed: true),
            ], marks: [(3, "best")])
        let elements = try Elements(chart.plot.svg)
        #expect(elements.texts.contains("Loss & <more>") && elements.texts.contains("best"))
        #expect(elements.texts.contains("training") && elements.texts.contains("epoch"))
        let curves = elements.named("polyline")
        #expect(curves.count == 2 && curves[1].attributes["stroke-dasharray"] != nil)
        let training = points(curves[0])
        #expect(training.count == 3 && points(curves[1]).count == 2)
        let (high, low) = (try height(ofTick: "0.40", elements), try height(ofTick: "0.10", elements))
        for (point, value) in zip(training, [0.4, 0.2, 0.1]) {
            #expect(abs(point.y - (low + (value - 0.1) / 0.3 * (high - low))) < 0.02)
        }
        #expect(training[1].x - training[0].x > 0 && abs(training[2].x - 2 * training[1].x + training[0].x) < 0.02)
        // The dots have tooltips with their numbers.
        #expect(elements.named("title").contains { $0.text == "training, epoch 2: 0.2000" })
    }

    @Test("A million points are thinned without changing how they look")
    func manyPoints() throws {
        var values: [(x: Double, y: Double)] = (1...1_000_000).map { epoch in (Double(epoch), Double(epoch % 7) / 7) }
        values[654_320].y = 9
        let chart = LineChart(title: "", xLabel: "epoch", series: [.init("loss", values)])
        let elements = try Elements(chart.plot.svg)
        let drawn = points(try #require(elements.named("polyline").first))
        #expect(drawn.count <= 2000 && zip(drawn, drawn.dropFirst()).allSatisfy { $0.x <= $1.x })
        let tips = Set(elements.named("title").map { $0.text })
        #expect(tips.contains("loss, epoch 654321: 9.0000"), "the highest point is there")
        #expect(tips.contains("loss, epoch 1: 0.1429") && tips.contains("loss, epoch 1000000: 0.1429"), "and both ends")
    }

    @Test("Every curve is in the legend, however many there are and whatever they are called")
    func legend() throws {
        let long = "runs/" + String(repeating: "a-long-name-", count: 12) + "end"
        let names = (1...20).map { "runs/train\($0)" } + [long]
        let chart = LineChart(title: "t", xLabel: "x", series: names.map { .init($0, [(1, 1), (2, 2)]) })
        let svg = chart.plot.svg
        let elements = try Elements(svg)
        #expect(elements.texts.filter { $0.hasPrefix("runs/train") } == Array(names.dropLast()))
        #expect(elements.texts.contains { $0.hasPrefix("…") && $0.hasSuffix("end") })
        // No two in the same place, and all above the curves and within the picture.
        let labels = elements.named("text").filter { $0.text.hasPrefix("runs/train") || $0.text.hasPrefix("…") }
        let places = labels.map { "\($0.attributes["x"] ?? "") \($0.attributes["y"] ?? "")" }
        #expect(Set(places).count == names.count)
        let highest = elements.named("polyline").flatMap { points($0) }.map(\.y).min() ?? 0
        #expect(labels.allSatisfy { (Double($0.attributes["y"] ?? "") ?? .infinity) < highest })
        for label in labels {
            let x = try #require(Double(label.attributes["x"] ?? ""))
            #expect(x + Double(label.text.count) * 12 * 0.56 <= chart.plot.width)
        }
    }

    @Test func logarithms() throws {
        let chart = LineChart(
            title: "", xLabel: "rate", series: [.init("", [(1e-4, 1), (1e-3, 2), (1e-2, 3), (1e-1, 4)])], scale: .logarithmic)
        let elements = try Elements(chart.plot.svg)
        #expect(Set(elements.texts).isSuperset(of: ["1e-4", "1e-3", "1e-2", "1e-1"]))
        let places = points(elements.named("polyline")[0])
        for index in 1..<4 { #expect(abs(places[index].x - places[index - 1].x - (places[1].x - places[0].x)) < 0.02) }
    }

    @Test(
        "No points, one point and equal points can be drawn",
        arguments: [[], [(1, 0.5)], [(1, 2), (2, 2)], [(1, .infinity)], [(1, -3), (90, 1e9)]] as [[(Double, Double)]])
    func fewPoints(points: [(Double, Double)]) throws {
        let series = LineChart.Series("s", points.map { (x: $0.0, y: $0.1) })
        for scale in [LineChart.Scale.whole, .linear, .logarithmic] {
            let svg = LineChart(title: "t", xLabel: "x", series: [series], scale: scale).plot.svg
            _ = try Elements(svg)
            #expect(!svg.contains("nan") && !svg.contains("inf"))
        }
    }

    @Test func confusion() throws {
        let chart = ConfusionChart(counts: [[50, 2, 0], [0, 40, 0], [1, 0, 0]], names: ["cat", "dog", "<bird>"])
        let elements = try Elements(chart.plot.svg)
        let tips = elements.named("title").map(\.text)
        #expect(tips.contains("cat, read as dog: 2 (3.85 %)") && tips.contains("<bird>, read as cat: 1 (100.00 %)"))
        #expect(elements.texts.contains("50") && !elements.texts.contains("0"))
        #expect(elements.texts.filter { $0 == "cat" }.count == 2)
        _ = try Elements(ConfusionChart(counts: [], names: []).plot.svg)
    }

    @Test func images() throws {
        let png: [UInt8] = [137, 80, 78, 71]
        let cells = (0..<12).map { ImageGrid.Cell(png: png, caption: "\($0)", detail: "d", isRight: $0 != 3) }
        let elements = try Elements(ImageGrid(title: "Grid", subtitle: "s", cells: cells, columns: 5).plot.svg)
        let images = elements.named("image")
        #expect(images.count == 12)
        #expect(images[0].attributes["href"] == "data:image/png;base64,iVBORw==")
        #expect(images[5].attributes["x"] == images[0].attributes["x"] && images[5].attributes["y"] != images[0].attributes["y"])
        #expect(elements.named("rect").count { $0.attributes["class"] == "l-wrong" } == 1)
        _ = try Elements(ImageGrid(title: "", cells: []).plot.svg)
    }

    @Test func reliability() throws {
        let bars = [
            ReliabilityDiagram.Bar(range: 0...0.5, count: 1, confidence: 0.4, accuracy: 0),
            .init(range: 0.5...1, count: 3, confidence: 0.9, accuracy: 0.75),
        ]
        let elements = try Elements(ReliabilityDiagram(bars: bars, caption: "ECE").plot.svg)
        let bar = try #require(
            elements.named("rect").first { $0.attributes["class"] == "f-s0" && $0.attributes["height"] == "210" })
        #expect(bar.attributes["width"] == "138")
        #expect(
            elements.named("title").contains { $0.text == "confidence 0.50 to 1.00: 75.0 % of 3 right, mean confidence 0.900" })
    }

    @Test("A part of a page has no background and no size of its own")
    func inline() throws {
        let plot = LineChart(title: "T", xLabel: "x", series: [.init("s", [(1, 1), (2, 2)])]).plot
        let elements = try Elements(plot.html)
        #expect(elements.all[0].attributes["width"] == nil && elements.named("style").isEmpty)
        let row = try Elements(Plot.row([plot, plot], title: "Both").svg)
        #expect(row.named("g").map { $0.attributes["transform"] } == ["translate(0 0)", "translate(484 0)"])
    }

    @Test("A row of a dot chart has its name, its number and a dot at the right place")
    func dots() throws {
        let rows = [(name: "a", value: 0.5), (name: "<b>", value: 1.0), (name: "none", value: .nan)]
        let elements = try Elements(DotChart(title: "T", rows: rows).plot.svg)
        #expect(elements.texts.contains("<b>") && elements.texts.contains("0.5000") && !elements.texts.contains("none"))
        let places = elements.named("circle").compactMap { $0.attributes["cx"].flatMap(Double.init) }
        #expect(places.count == 2 && places[0] < places[1])
        _ = try Elements(DotChart(title: "T", rows: []).plot.svg)
    }

    @Test("Every point of a long curve has a text for the pointer, and no visible dot")
    func longCurves() throws {
        let points = (0..<100).map { (x: Double($0), y: Double($0)) }
        let dots = try Elements(LineChart(title: "T", xLabel: "x", series: [.init("s", points)]).plot.svg).named("circle")
        #expect(dots.count == 100 && dots.allSatisfy { $0.attributes["fill-opacity"] == "0" })
    }
}
