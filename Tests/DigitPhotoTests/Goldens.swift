import DigitImage
import Foundation
import Testing

/// One file of Goldens with Pillow's decoding of it.
struct Golden: CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var expected: GrayImage
    var tolerance: Int
    var testDescription: String { name }

    static let folder = Bundle.module.resourceURL!.appendingPathComponent("Goldens").path

    static let all: [Golden] = {
        let manifest = try! String(contentsOfFile: "\(folder)/manifest.txt", encoding: .utf8)
        return manifest.split(separator: "\n").map { line in
            let fields = line.split(separator: " ").map(String.init)
            let pixels = read(fields[3])
            let image = GrayImage(width: Int(fields[1])!, height: Int(fields[2])!, pixels: pixels)
            return Golden(name: fields[0], bytes: read(fields[0]), expected: image, tolerance: Int(fields[4])!)
        }
    }()

    static func named(_ name: String) -> Golden { all.first { $0.name == name }! }

    private static func read(_ name: String) -> [UInt8] {
        [UInt8](try! Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
    }
}
