import DigitImage
import Foundation

/// Pictures in Goldens, which are raw PGM files.
func golden(_ name: String) -> GrayImage {
    let file = Bundle.module.resourceURL!.appendingPathComponent("Goldens/\(name).pgm")
    let bytes = [UInt8](try! Data(contentsOf: file))
    let lines = bytes.split(separator: 0x0A, maxSplits: 3, omittingEmptySubsequences: false)
    let size = String(decoding: lines[1], as: UTF8.self).split(separator: " ").map { Int($0)! }
    return GrayImage(width: size[0], height: size[1], pixels: Array(lines[3]))
}

/// The first 20 images of MNIST's test set.
let mnistDigits = (0..<20).map { golden("mnist-" + ($0 < 10 ? "0\($0)" : "\($0)")) }

extension GrayImage {
    var negative: GrayImage { GrayImage(width: width, height: height, pixels: pixels.map { 255 - $0 }) }

    /// A larger picture of the given level with this one at (x, y).
    func placed(inWidth width: Int, height: Int, x: Int, y: Int, level: UInt8 = 0) -> GrayImage {
        var result = [UInt8](repeating: level, count: width * height)
        for row in 0..<self.height {
            let start = (y + row) * width + x
            result.replaceSubrange(start..<start + self.width, with: pixels[row * self.width..<(row + 1) * self.width])
        }
        return GrayImage(width: width, height: height, pixels: result)
    }

    /// Every pixel repeated as a block.
    func enlarged(_ factor: Int) -> GrayImage {
        let (width, height) = (self.width * factor, self.height * factor)
        let pixels = (0..<width * height).map { self.pixels[$0 / width / factor * self.width + $0 % width / factor] }
        return GrayImage(width: width, height: height, pixels: pixels)
    }

    /// The pixels' center of mass, in pixels from the center of the first one.
    var centerOfMass: (x: Double, y: Double) {
        let mass = Double(pixels.reduce(0) { $0 + Int($1) })
        let x = pixels.indices.reduce(0) { $0 + Int(pixels[$1]) * ($1 % width) }
        let y = pixels.indices.reduce(0) { $0 + Int(pixels[$1]) * ($1 / width) }
        return (Double(x) / mass, Double(y) / mass)
    }

    /// The mean and the largest difference between two pictures' pixels.
    func difference(to other: GrayImage) -> (mean: Double, largest: Int) {
        let differences = zip(pixels, other.pixels).map { abs(Int($0) - Int($1)) }
        return (Double(differences.reduce(0, +)) / Double(max(1, differences.count)), differences.max() ?? 0)
    }
}
