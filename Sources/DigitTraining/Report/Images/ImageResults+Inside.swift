import DigitData
import DigitImage
import DigitNN
import DigitPlots
import DigitText
import DigitTensor

extension ImageResults {
    /// The filters of the first convolution, and the convolutions' activations for one image.
    var inside: String {
        guard let first = model.layers.firstIndex(where: { $0 is Conv2D }) else { return "" }
        return filters(ofLayer: first) + featureMaps
    }

    private func filters(ofLayer layer: Int) -> String {
        guard let kernel = model.weights[layer].first, kernel.shape.rank == 4 else { return "" }
        let (height, width, inputs, count) = (kernel.shape[0], kernel.shape[1], kernel.shape[2], kernel.shape[3])
        let tiles = (0..<min(count, 64)).map { filter in
            // Of several input channels, the mean.
            (0..<height * width).map { position in
                (0..<inputs).reduce(Float(0)) { $0 + kernel.scalars[(position * inputs + $1) * count + filter] } / Float(inputs)
            }
        }
        let sheet = Sheet(tiles: tiles.map { signed($0) }, width: width, height: height, zoom: max(1, 36 / max(width, 1)))
        return """
            <h3>Filters of \(escaped(model.layers[layer].name))</h3>
            <p>What each of them looks for: bright where ink speaks for it, dark where ink speaks against it, gray where it does not matter.</p>
            \(sheet.html(pictures, "filters of the first convolution"))
            """
    }

    private var featureMaps: String {
        guard evaluation.count > 0 else { return "" }
        // A mistake says more than an easy image.
        let sample = evaluation.topLosses(limit: 1)[0]
        guard let outputs = try? LayerOutputs(model).outputs(for: inputs.floats(ofSample: sample)) else {
            return ""
        }
        let layers = model.layers.indices.filter { model.layers[$0] is Conv2D }.prefix(3)
        let blocks = layers.map { layer in
            let output = outputs[layer]
            let (height, width, channels) = (output.shape[0], output.shape[1], output.shape[2])
            let tiles = (0..<min(channels, 32)).map { channel in
                positive((0..<height * width).map { output.scalars[$0 * channels + channel] })
            }
            let sheet = Sheet(tiles: tiles, width: width, height: height, zoom: max(1, 48 / max(width, 1)))
            return
                "<h4>\(escaped(model.layers[layer].name)), \(tiles.count) of \(channels.counted("channel")) of \(width)x\(height)</h4>"
                + sheet.html(pictures, "feature maps of \(model.layers[layer].name)")
        }
        return """
            <h3>What the convolutions make of an image</h3>
            <p>The image with the highest loss, and the outputs of each convolution for it: bright where the filter found what it looks for.</p>
            \(grid([(sample, "")]))
            \(blocks.joined(separator: "\n"))
            """
    }

    /// Values around 0 as gray levels: 0 is middle gray.
    private func signed(_ values: [Float]) -> [UInt8] {
        let largest = max(values.map(abs).max() ?? 0, .leastNormalMagnitude)
        return values.map { UInt8((127.5 + 127.5 * $0 / largest).rounded()) }
    }

    /// Values as gray levels, clamped at 0.
    private func positive(_ values: [Float]) -> [UInt8] {
        let largest = max(values.max() ?? 0, .leastNormalMagnitude)
        return values.map { UInt8((255 * max(0, $0) / largest).rounded()) }
    }
}

/// Combines small pictures of one size to rows of sixteen.
private struct Sheet {
    private let image: GrayImage
    private static let columns = 16

    init(tiles: [[UInt8]], width: Int, height: Int, zoom: Int) {
        let (cellWidth, cellHeight) = (width * zoom + 2, height * zoom + 2)
        let columns = min(Self.columns, max(tiles.count, 1))
        let rows = max((tiles.count + columns - 1) / columns, 1)
        let total = columns * cellWidth
        var pixels = [UInt8](repeating: 96, count: total * rows * cellHeight)
        for (index, tile) in tiles.enumerated() {
            let (left, top) = (index % columns * cellWidth + 1, index / columns * cellHeight + 1)
            for y in 0..<height * zoom {
                for x in 0..<width * zoom { pixels[(top + y) * total + left + x] = tile[y / zoom * width + x / zoom] }
            }
        }
        image = GrayImage(width: total, height: rows * cellHeight, pixels: pixels)
    }

    func html(_ pictures: Pictures, _ description: String) -> String {
        "<img class=\"sheet\" alt=\"\(escaped(description))\" width=\"\(image.width)\" height=\"\(image.height)\" src=\"\(dataAddress(png: pictures.png(image)))\">"
    }
}
