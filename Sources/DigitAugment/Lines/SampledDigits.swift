import DigitData
import DigitTensor

/// MNIST's digits with the measured properties of each one's hand.
struct SampledDigits: Sendable {
    /// The measured properties of a picture's ink, in pixels of its 28x28 field.
    struct Shape: Sendable {
        var left: Float
        var top: Float
        var width: Float
        var height: Float
        /// The slant: columns to the right for each row upwards.
        var slant: Float
        var strokeWidth: Float
    }

    /// 28x28 bytes each.
    let images: [UInt8]
    /// The pictures of each digit.
    let ofDigit: [[Int]]
    let shapes: [Shape]
    /// The mean slant of each digit, which is due to its form.
    let meanSlants: [Float]

    /// - Returns: nil if the data is not 28x28 bytes or lacks a digit.
    init?(_ data: Dataset) {
        guard case .bytes(let bytes, _, _) = data.values, data.shape.count == 784, data.classCount >= 10 else { return nil }
        images = bytes
        shapes = bytes.withUnsafeBufferPointer { bytes in
            (0..<data.count).map { Self.shape(of: bytes.baseAddress! + 784 * $0) }
        }
        var ofDigit = [[Int]](repeating: [], count: 10)
        for (sample, label) in data.labels.enumerated() where label < 10 && shapes[sample].height >= 4 {
            ofDigit[Int(label)].append(sample)
        }
        guard ofDigit.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.ofDigit = ofDigit
        let shapes = shapes
        meanSlants = ofDigit.map { samples in samples.reduce(0) { $0 + shapes[$1].slant } / Float(samples.count) }
    }

    private static func shape(of pixels: UnsafePointer<UInt8>) -> Shape {
        var (mass, x1, y1, xy, yy, variation): (Float, Float, Float, Float, Float, Float) = (0, 0, 0, 0, 0, 0)
        var (left, right, top, bottom) = (28, -1, 28, -1)
        for y in 0..<28 {
            for x in 0..<28 {
                let value = Float(pixels[28 * y + x]) / 255
                if x < 27 { variation += abs(Float(pixels[28 * y + x + 1]) / 255 - value) }
                if y < 27 { variation += abs(Float(pixels[28 * y + x + 28]) / 255 - value) }
                guard value > 0 else { continue }
                mass += value
                x1 += value * Float(x)
                y1 += value * Float(y)
                xy += value * Float(x * y)
                yy += value * Float(y * y)
                guard value > 0.3 else { continue }
                (left, right, top, bottom) = (min(left, x), max(right, x), min(top, y), y)
            }
        }
        guard right >= 0 else { return Shape(left: 0, top: 0, width: 0, height: 0, slant: 0, strokeWidth: 1) }
        let covariance = xy / mass - x1 / mass * y1 / mass
        let variance = yy / mass - y1 / mass * y1 / mass
        // Along a shape's outline, the sum of steps along both axes is 4 / pi times its length; a stroke has two sides.
        return Shape(
            left: Float(left), top: Float(top), width: Float(right - left + 1), height: Float(bottom - top + 1),
            slant: -covariance / max(variance, 1), strokeWidth: 2 * mass / max(variation * 0.785, 1))
    }
}

extension Canvas {
    /// Draws a sample of MNIST in a hand: its slant, proportions and pen.
    func draw(_ sample: Int, of digit: Int, from digits: SampledDigits, in hand: Hand, size: Float, random: inout Philox) {
        let shape = digits.shapes[sample]
        let target = hand.height * size
        // A digit that MNIST's box flattened stays a little flat.
        let scale = target / max(shape.height, 15)
        let own = shape.slant - digits.meanSlants[digit]
        // Some ones lean more than the writer's other digits do.
        let lean = digit == 1 && random.chance(0.3) ? random.uniform(0...0.35) : 0
        let shear = hand.slant - 0.06 + random.normal(hand.slantSpread) - 0.8 * own + lean
        var warp = Warp(xx: hand.aspect, xy: -shear, yx: 0, yy: 1)
        let cells = 3
        let deviation = 0.75 * hand.tremble / 0.017
        warp.setField(
            cells: cells,
            points: (0..<(cells + 3) * (cells + 3)).map { _ in Point(random.normal(deviation), random.normal(deviation)) })
        let margin = 3 + hand.thickness / 2
        resize(
            width: Int((shape.width * hand.aspect + shape.height * abs(shear)) * scale + 2 * margin) + 1,
            height: Int(shape.height * scale + 2 * margin) + 1)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 900) { source in
            source.update(repeating: 0)
            digits.images.withUnsafeBufferPointer { images in
                for i in 0..<784 { source[(i / 28 + 1) * 30 + i % 28 + 1] = Float(images[784 * sample + i]) * (1 / 255) }
            }
            warp.draw(
                source.baseAddress!, center: Point(shape.left + shape.width / 2, shape.top + shape.height / 2), on: self,
                origin: Point(Float(width), Float(height)) / 2, scale: scale)
        }
        // Enlarged strokes have soft edges.
        if scale > 1.2 { contrast(1.1 * scale, around: 0.45) }
        let change = (hand.thickness - shape.strokeWidth * scale) / 2
        changeStrokeWidth(by: 0.85 * min(max(2, 0.08 * target), max(-0.28 * shape.strokeWidth * scale, change)))
    }
}
