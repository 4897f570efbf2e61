/// The connected pieces of ink in a picture, found row by row from runs of bright pixels (8-connected), in time linear in the
/// number of pixels.
package struct InkRegions {
    /// Neighboring ink pixels of one row.
    package struct Run: Sendable {
        package var y: Int
        /// The first column and the one after the last.
        package var start, end: Int
        /// The region's label; any run's label leads to it through `InkRegions.root`.
        package var label: Int
    }

    /// One connected piece.
    package struct Region {
        /// The sum of its pixels above the background.
        package var mass = 0
        /// Its brightest pixel.
        package var peak = 0
    }

    package private(set) var runs: [Run] = []
    package private(set) var regions: [Region] = []
    private var parents: [Int] = []

    /// Finds the pieces brighter than `levels.rim`.
    init(in image: GrayImage, isInkDark: Bool, levels: InkLevels) {
        self.init(in: image, isInkDark: isInkDark, above: UInt8(levels.rim), background: levels.background)
    }

    /// Finds the pieces brighter than `rim`; mass counts from `background`.
    package init(in image: GrayImage, isInkDark: Bool = false, above rim: UInt8, background: Int = 0) {
        let flip: UInt8 = isInkDark ? 255 : 0
        var above = 0..<0
        for y in 0..<image.height {
            let first = runs.count
            image.pixels.withUnsafeBufferPointer { pixels in
                let row = UnsafeBufferPointer(rebasing: pixels[y * image.width..<(y + 1) * image.width])
                var x = 0
                while x < row.count {
                    guard row[x] ^ flip > rim else {
                        x += 1
                        continue
                    }
                    let start = x
                    var region = Region()
                    while x < row.count, row[x] ^ flip > rim {
                        let value = Int(row[x] ^ flip)
                        region.mass += value - background
                        region.peak = max(region.peak, value)
                        x += 1
                    }
                    runs.append(Run(y: y, start: start, end: x, label: regions.count))
                    regions.append(region)
                }
            }
            parents.append(contentsOf: parents.count..<regions.count)
            join(first..<runs.count, with: above)
            above = first..<runs.count
        }
    }

    /// Joins runs of one row with those of the row above that they touch, even by a corner.
    private mutating func join(_ current: Range<Int>, with above: Range<Int>) {
        var upper = above.lowerBound
        for lower in current {
            while upper < above.upperBound, runs[upper].end < runs[lower].start { upper += 1 }
            var touching = upper
            while touching < above.upperBound, runs[touching].start <= runs[lower].end {
                merge(runs[touching].label, runs[lower].label)
                touching += 1
            }
        }
    }

    private mutating func merge(_ a: Int, _ b: Int) {
        let (x, y) = (root(a), root(b))
        guard x != y else { return }
        let (kept, gone) = (min(x, y), max(x, y))
        parents[gone] = kept
        regions[kept].mass += regions[gone].mass
        regions[kept].peak = max(regions[kept].peak, regions[gone].peak)
    }

    /// The index under which a label's region is stored.
    package mutating func root(_ label: Int) -> Int {
        var label = label
        while parents[label] != label {
            parents[label] = parents[parents[label]]
            label = parents[label]
        }
        return label
    }

    /// The mass of the heaviest region whose peak is at least `core`; 0 if there is none.
    func greatestMass(reaching core: Int) -> Int {
        var greatest = 0
        for (label, region) in regions.enumerated() where parents[label] == label && region.peak >= core {
            greatest = max(greatest, region.mass)
        }
        return greatest
    }
}
