/// Crops a picture to its digit.
struct InkCrop {
    /// The digit alone, with a background of 0 and full ink of 255.
    let picture: GrayImage

    /// A piece of ink lighter than this fraction of the heaviest one is a speck.
    private static let speckShare = 0.02

    init(_ image: GrayImage, isInkDark: Bool, levels: InkLevels) {
        var regions = InkRegions(in: image, isInkDark: isInkDark, levels: levels)
        let leastMass = Int(Self.speckShare * Double(regions.greatestMass(reaching: levels.core)))
        var specks: [InkRegions.Run] = []
        var (left, right, top, bottom) = (image.width, 0, image.height, 0)
        for run in regions.runs {
            let region = regions.regions[regions.root(run.label)]
            guard region.mass >= leastMass && region.peak >= levels.core else {
                specks.append(run)
                continue
            }
            left = min(left, run.start)
            right = max(right, run.end)
            top = min(top, run.y)
            bottom = max(bottom, run.y + 1)
        }
        var picture = Self.stretched(image, left..<right, top..<bottom, isInkDark: isInkDark, levels: levels)
        for speck in specks where (top..<bottom).contains(speck.y) {
            for x in (speck.start..<speck.end).clamped(to: left..<right) {
                picture[(speck.y - top) * (right - left) + x - left] = 0
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
        var result: [UInt8] = []
        result.reserveCapacity(columns.count * rows.count)
        for y in rows {
            let start = y * image.width
            for pixel in image.pixels[start + columns.lowerBound..<start + columns.upperBound] {
                result.append(table[Int(pixel)])
            }
        }
        return result
    }
}
