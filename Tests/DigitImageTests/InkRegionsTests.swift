import DigitImage
import TestSupport
import Testing

@Suite struct InkRegionsTests {
    /// A picture whose ink a function draws.
    private static func picture(_ width: Int, _ height: Int, _ isInk: (_ x: Int, _ y: Int) -> Bool) -> GrayImage {
        GrayImage(
            width: width, height: height, pixels: (0..<width * height).map { isInk($0 % width, $0 / width) ? 255 : 0 })
    }

    /// Pictures of nothing but runs: columns, dots, pairs of rows of dots, and a checkerboard.
    private static let hostile = [
        picture(101, 60) { x, _ in x % 2 == 0 }, picture(100, 61) { x, y in x % 2 == 0 && y % 2 == 0 },
        picture(101, 60) { x, y in x % 2 == 0 && y % 3 < 2 }, picture(64, 64) { x, y in (x + y) % 2 == 0 },
        picture(1, 99) { _, y in y % 2 == 0 },
    ]

    /// The pixels of each piece, found by filling one after the other, in the order of their first pixels.
    private func filled(_ image: GrayImage, above rim: UInt8) -> [Set<Int>] {
        var (seen, pieces): (Set<Int>, [Set<Int>]) = ([], [])
        for start in image.pixels.indices where image.pixels[start] > rim && !seen.contains(start) {
            var (piece, waiting): (Set<Int>, [Int]) = ([start], [start])
            while let place = waiting.popLast() {
                let (x, y) = (place % image.width, place / image.width)
                for near in max(0, y - 1)...min(image.height - 1, y + 1) {
                    for beside in max(0, x - 1)...min(image.width - 1, x + 1) {
                        let other = near * image.width + beside
                        if image.pixels[other] > rim, piece.insert(other).inserted { waiting.append(other) }
                    }
                }
            }
            seen.formUnion(piece)
            pieces.append(piece)
        }
        return pieces
    }

    private func check(_ image: GrayImage, above rim: UInt8) {
        let regions = InkRegions(in: image, above: rim, background: 3)
        var found: [Int: Set<Int>] = [:]
        for run in regions.runs {
            found[regions.root(run.label), default: []].formUnion((run.start..<run.end).map { run.y * image.width + $0 })
        }
        let roots = found.keys.sorted()
        #expect(roots.map { found[$0] ?? [] } == filled(image, above: rim))
        for (root, pixels) in found {
            #expect(regions.regions[root].mass == pixels.reduce(0) { $0 + Int(image.pixels[$1]) - 3 })
            #expect(regions.regions[root].peak == pixels.map { Int(image.pixels[$0]) }.max())
        }
    }

    @Test("Pieces are those that filling finds", arguments: 0..<60)
    func pieces(seed: UInt64) {
        var random = SplitMix(state: seed)
        let (width, height) = (Int.random(in: 1...24, using: &random), Int.random(in: 1...24, using: &random))
        let levels = ([0, 40, 120, 200, 255] as [UInt8]).shuffled(using: &random).suffix(Int.random(in: 2...5, using: &random))
        let pixels = (0..<width * height).map { _ in levels.randomElement(using: &random) ?? 0 }
        check(GrayImage(width: width, height: height, pixels: pixels), above: UInt8.random(in: 5...254, using: &random))
    }

    @Test("Pictures of nothing but runs too", arguments: hostile)
    func runsOnly(picture: GrayImage) { check(picture, above: 100) }

    /// SECURITY.md allows 12 bytes for each pixel of a picture, of which one or two are the picture itself.
    @Test("Runs and labels take about 8 bytes for each pixel at most", arguments: hostile)
    func memory(picture: GrayImage) {
        #expect(MemoryLayout<InkRegions.Run>.stride <= 16 && MemoryLayout<InkRegions.Region>.stride <= 16)
        let regions = InkRegions(in: picture, above: 100)
        #expect(regions.runs.count + regions.regions.count <= (picture.height + 1) * ((picture.width + 1) / 2))
    }

    @Test("Their arrays do not grow, which would double them, in a picture of a megapixel")
    func capacity() {
        let regions = InkRegions(in: Self.picture(1_001, 1_100) { x, _ in x % 2 == 0 }, above: 100)
        #expect(regions.runs.count == 501 * 1_100 && regions.regions.count == 501)
        // The allocator may round up.
        #expect(regions.runs.capacity < regions.runs.count * 9 / 8)
    }
}
