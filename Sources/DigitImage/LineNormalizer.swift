/// Makes a strip of fixed height of a line's picture: paper becomes 0 whatever its tone, the strongest ink 1.
///
/// The same for training and for reading. Ink is what is darker than the paper around it, so shadows and tints that are wider than
/// strokes do not count.
public struct LineNormalizer: Sendable {
    /// Pixels of the strip along the side of a square whose paper is found as one.
    static let cell = 8
    /// The share of the pixels that may be darker than full ink.
    static let darkestShare = 0.005
    /// The least contrast of full ink (0...1): less is taken for the paper's own unevenness, and stays faint.
    static let leastContrast: Float = 16 / 255

    /// A normalizer.
    public init() {}

    /// The strip of a picture in which ink is dark.
    /// - Throws: `DigitImageError.empty` for a picture without pixels.
    public func normalize(_ image: GrayImage) throws(DigitImageError) -> LineStrip {
        guard !image.pixels.isEmpty else { throw .empty }
        let width = LineStrip.width(ofPictureWidth: image.width, height: image.height)
        var values = [Float](unsafeUninitializedCapacity: width * LineStrip.height) { target, count in
            let address = target.baseAddress!
            image.resample(width: width, height: LineStrip.height, plus: 0) { address[$0] = $1 * (1 / 255) }
            count = target.count
        }
        values.withUnsafeMutableBufferPointer { values in
            PaperTone(of: values.baseAddress!, width: width).subtract(from: values.baseAddress!)
            Self.scale(values)
        }
        return LineStrip(width: width, values: values)
    }

    /// Makes the strongest ink 1.
    private static func scale(_ values: UnsafeMutableBufferPointer<Float>) {
        let most = values.reduce(0, max)
        guard most > 0 else { return }
        // Bins relative to the greatest value, so that the result does not depend on the contrast.
        let bins = 1024
        var counts = [Int](repeating: 0, count: bins)
        let factor = Float(bins - 1) / most
        for value in values { counts[Int(value * factor)] += 1 }
        var (bin, darker) = (bins - 1, counts[bins - 1])
        let allowed = Int(Double(values.count) * darkestShare)
        while bin > 0, darker <= allowed {
            bin -= 1
            darker += counts[bin]
        }
        let full = max(leastContrast, min(most, (Float(bin) + 0.5) / factor))
        for i in values.indices { values[i] = min(1, values[i] / full) }
    }
}

/// How bright the paper is at each place of a strip, on a grid of cells.
private struct PaperTone {
    private let width: Int
    private let columns: Int
    private let rows = LineStrip.height / LineNormalizer.cell
    private var tones: [Float]

    /// Finds it: the brightest of each cell; then a closing by 3x3 cells, which ink that is narrower than two cells does not
    /// survive (Serra 1982), and an average.
    init(of values: UnsafePointer<Float>, width: Int) {
        self.width = width
        columns = (width + LineNormalizer.cell - 1) / LineNormalizer.cell
        tones = []
        tones.reserveCapacity(rows * columns)
        for row in 0..<rows {
            for column in 0..<columns { tones.append(Self.brightest(of: values, width: width, row, column)) }
        }
        combineNeighbors(max)
        combineNeighbors(min)
        combineNeighbors(+)
        for i in tones.indices { tones[i] /= 9 }
    }

    /// The brightest mean of 2x2 pixels in a cell: less subject to noise than the brightest pixel.
    private static func brightest(of values: UnsafePointer<Float>, width: Int, _ row: Int, _ column: Int) -> Float {
        var result: Float = 0
        let size = LineNormalizer.cell
        for y in stride(from: row * size, to: (row + 1) * size, by: 2) {
            for x in stride(from: column * size, to: min(width, (column + 1) * size), by: 2) {
                let here = values + y * width + x
                let right = x + 1 < width ? 1 : 0
                result = max(result, here[0] + here[right] + here[width] + here[width + right])
            }
        }
        return result / 4
    }

    /// Replaces each cell by a combination of its 3x3 neighborhood; cells at the border are repeated outside.
    private mutating func combineNeighbors(_ combine: (Float, Float) -> Float) {
        let along = tones
        for row in 0..<rows {
            for column in 0..<columns {
                let (left, right) = (max(0, column - 1), min(columns - 1, column + 1))
                let start = row * columns
                tones[start + column] = combine(combine(along[start + left], along[start + column]), along[start + right])
            }
        }
        let down = tones
        for row in 0..<rows {
            let (above, below) = (max(0, row - 1) * columns, min(rows - 1, row + 1) * columns)
            for column in 0..<columns {
                tones[row * columns + column] = combine(
                    combine(down[above + column], down[row * columns + column]), down[below + column])
            }
        }
    }

    /// Replaces each pixel by how much darker than the paper it is.
    func subtract(from values: UnsafeMutablePointer<Float>) {
        var line = [Float](repeating: 0, count: columns)
        for y in 0..<LineStrip.height {
            let (above, below, down) = Self.position(of: y, cells: rows)
            for column in 0..<columns {
                let tone = tones[above * columns + column]
                line[column] = tone + down * (tones[below * columns + column] - tone)
            }
            let row = values + y * width
            for x in 0..<width {
                let (left, right, share) = Self.position(of: x, cells: columns)
                row[x] = max(0, line[left] + share * (line[right] - line[left]) - row[x])
            }
        }
    }

    /// The two cells whose middles a pixel lies between, and how far towards the second.
    @inline(__always)
    private static func position(of pixel: Int, cells: Int) -> (Int, Int, Float) {
        let place = (Float(pixel) + 0.5) / Float(LineNormalizer.cell) - 0.5
        guard place > 0 else { return (0, 0, 0) }
        let first = min(cells - 1, Int(place))
        return (first, min(cells - 1, first + 1), place - Float(first))
    }
}
