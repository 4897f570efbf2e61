/// The connected pieces of ink in a picture, found row by row from runs of bright pixels (8-connected), in time linear in the
/// number of pixels.
///
/// Hostile pictures are nothing but runs, so these are small. They take 16 bytes each, labels too, and both together at most 8
/// bytes for each pixel of the picture: a run with a new label touches no run in the row above, so that these runs and labels
/// would fit side by side into one row, with a gap after each.
package struct InkRegions {
    /// Neighboring ink pixels of one row.
    package struct Run: Sendable {
        private let row, first, next, name: UInt32

        fileprivate init(y: Int, columns: Range<Int>, label: Int) {
            (row, first, next) = (UInt32(y), UInt32(columns.lowerBound), UInt32(columns.upperBound))
            name = UInt32(label)
        }

        package var y: Int { Int(row) }
        /// The first column.
        package var start: Int { Int(first) }
        /// The column after the last.
        package var end: Int { Int(next) }
        /// A label of its region, which `InkRegions.root` leads to.
        package var label: Int { Int(name) }
    }

    /// One connected piece.
    package struct Region {
        /// The sum of its pixels above the background.
        package fileprivate(set) var mass = 0
        /// The root's label, or while pieces are joined one nearer to it.
        fileprivate var parent: UInt32
        private var brightest: UInt8 = 0

        fileprivate init(label: Int) { parent = UInt32(label) }

        /// Its brightest pixel.
        package var peak: Int { Int(brightest) }

        fileprivate mutating func add(mass: Int, peak: UInt8) {
            self.mass += mass
            brightest = max(brightest, peak)
        }

        fileprivate mutating func add(_ other: Region) { add(mass: other.mass, peak: other.brightest) }
    }

    /// From top to bottom and from left to right.
    package private(set) var runs: [Run] = []
    /// By label; those of roots are whole.
    package private(set) var regions: [Region] = []

    /// Finds the pieces brighter than `levels.rim`.
    init(in image: GrayImage, isInkDark: Bool, levels: InkLevels) {
        self.init(in: image, isInkDark: isInkDark, above: UInt8(levels.rim), background: levels.background)
    }

    /// Finds the pieces brighter than `rim`; mass counts from `background`.
    package init(in image: GrayImage, isInkDark: Bool = false, above rim: UInt8, background: Int = 0) {
        let flip: UInt8 = isInkDark ? 255 : 0
        reserve(for: image, flip: flip, above: rim)
        var above = 0..<0
        for y in 0..<image.height {
            let first = runs.count
            var upper = above.lowerBound
            image.pixels.withUnsafeBufferPointer { pixels in
                let row = UnsafeBufferPointer(rebasing: pixels[y * image.width..<(y + 1) * image.width])
                var x = 0
                while x < row.count {
                    guard row[x] ^ flip > rim else {
                        x += 1
                        continue
                    }
                    let start = x
                    var (mass, peak) = (0, UInt8(0))
                    while x < row.count, row[x] ^ flip > rim {
                        mass += Int(row[x] ^ flip) - background
                        peak = max(peak, row[x] ^ flip)
                        x += 1
                    }
                    let label = label(of: start..<x, below: above, from: &upper)
                    regions[label].add(mass: mass, peak: peak)
                    runs.append(Run(y: y, columns: start..<x, label: label))
                }
            }
            above = first..<runs.count
        }
        // Parents come before their children.
        for label in regions.indices { regions[label].parent = regions[Int(regions[label].parent)].parent }
    }

    /// Makes room for all runs and labels of a large picture: an array that grows is there twice, and up to half empty after that.
    private mutating func reserve(for image: GrayImage, flip: UInt8, above rim: UInt8) {
        guard image.pixels.count >= 1 << 20 else { return }
        var count = 0
        image.pixels.withUnsafeBufferPointer { pixels in
            for y in 0..<image.height {
                let row = UnsafeBufferPointer(rebasing: pixels[y * image.width..<(y + 1) * image.width])
                guard let first = row.first else { return }
                // Each pixel beside the one before it and without branches, so that the compiler finds vectors.
                var starts: UInt32 = first ^ flip > rim ? 1 : 0
                for x in 1..<row.count {
                    let (before, here): (UInt8, UInt8) = (row[x - 1] ^ flip > rim ? 1 : 0, row[x] ^ flip > rim ? 1 : 0)
                    starts &+= UInt32(here & ~before)
                }
                count += Int(starts)
            }
        }
        runs.reserveCapacity(count)
        regions.reserveCapacity(min(count, (image.height + 1) * ((image.width + 1) / 2) - count))
    }

    /// The label of a run that is not stored yet. Joins the pieces that it touches in the row above, even by a corner.
    /// - Parameter upper: the first run above that this run or those after it may touch.
    private mutating func label(of columns: Range<Int>, below above: Range<Int>, from upper: inout Int) -> Int {
        while upper < above.upperBound, runs[upper].end < columns.lowerBound { upper += 1 }
        guard upper < above.upperBound, runs[upper].start <= columns.upperBound else {
            regions.append(Region(label: regions.count))
            return regions.count - 1
        }
        var label = find(runs[upper].label)
        var touching = upper + 1
        while touching < above.upperBound, runs[touching].start <= columns.upperBound {
            label = merged(label, find(runs[touching].label))
            touching += 1
        }
        return label
    }

    /// Merges the regions of two roots, and returns the root of both.
    private mutating func merged(_ a: Int, _ b: Int) -> Int {
        guard a != b else { return a }
        let (kept, gone) = (min(a, b), max(a, b))
        regions[gone].parent = UInt32(kept)
        regions[kept].add(regions[gone])
        return kept
    }

    /// The index under which a label's region is stored.
    package func root(_ label: Int) -> Int { Int(regions[label].parent) }

    /// The same while pieces are joined.
    private mutating func find(_ label: Int) -> Int {
        var label = label
        while Int(regions[label].parent) != label {
            regions[label].parent = regions[Int(regions[label].parent)].parent
            label = Int(regions[label].parent)
        }
        return label
    }

    /// The mass of the heaviest region whose peak is at least `core`; 0 if there is none.
    func greatestMass(reaching core: Int) -> Int {
        var greatest = 0
        for (label, region) in regions.enumerated() where Int(region.parent) == label && region.peak >= core {
            greatest = max(greatest, region.mass)
        }
        return greatest
    }
}
