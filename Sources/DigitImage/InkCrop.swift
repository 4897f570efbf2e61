/// Crops a picture to its digit.
struct InkCrop {
    /// The digit alone, with a background of 0 and full ink of 255.
    let picture: GrayImage

    /// A piece of ink lighter than this fraction of the heaviest one is a speck.
    private static let speckShare = 0.02

    init(_ image: GrayImage, isInkDark: Bool, levels: InkLevels) {
        let regions = InkRegions(in: image, isInkDark: isInkDark, levels: levels)
        let leastMass = Int(Self.speckShare * Double(regions.greatestMass(reaching: levels.core)))
        func isSpeck(_ run: InkRegions.Run) -> Bool {
            let region = regions.regions[regions.root(run.label)]
            return region.mass < leastMass || region.peak < levels.core
        }
        var hasSpecks = false
        var (left, right, top, bottom) = (image.width, 0, image.height, 0)
        for run in regions.runs {
            guard !isSpeck(run) else {
                hasSpecks = true
                continue
            }
            left = min(left, run.start)
            right = max(right, run.end)
            top = min(top, run.y)
            bottom = max(bottom, run.y + 1)
        }
        var picture = Self.stretched(image, left..<right, top..<bottom, isInkDark: isInkDark, levels: levels)
        // Not from a list of specks, which could be as long as that of all runs.
        for run in hasSpecks ? regions.runs : [] where (top..<bottom).contains(run.y) && isSpeck(run) {
            for x in (run.start..<run.end).clamped(to: left..<right) {
                picture[(run.y - top) * (right - left) + x - left] = 0
            }
        }
        self.picture = GrayImage(width: right - left, height: bottom - top, pixels: picture)
    }

    /// The part of the picture in the given columns and rows, with the background at 0 and full ink at 255.
    private static func stretched(
        _ image: GrayImage, _ columns: Range<Int>, _ rows: Range<Int>, isInkDark: Bool, levels: InkLevels
    ) -> [UInt8] {
        let range = levels.full - levels.background
        var table = (0..<256).map { level -> UInt8 in
            guard level > levels.floor else { return 0 }
            return UInt8(min(255, ((level - levels.background) * 255 + range / 2) / range))
        }
        if isInkDark { table.reverse() }
        return [UInt8](unsafeUninitializedCapacity: columns.count * rows.count) { result, count in
            for y in rows {
                let start = y * image.width
                for pixel in image.pixels[start + columns.lowerBound..<start + columns.upperBound] {
                    result[count] = table[Int(pixel)]
                    count += 1
                }
            }
        }
    }
}
