/// Converts a picture of one digit to the format of MNIST: 28 by 28 pixels, bright ink on black.
///
/// As LeCun, Bottou, Bengio and Haffner (1998, section III.A) describe it, the digit is scaled to fit a box of 20 by 20 pixels
/// with its aspect ratio kept and its edges smooth, and is placed so that its center of mass is at the center of the field.
/// Before that, ink is made bright, the background is set to 0 and the ink to 255, noise and specks are removed, and the picture
/// is cropped to the ink. A band across the picture with light and dark exchanged is inverted. An MNIST image is unchanged, but
/// for a level or two of contrast.
public struct DigitNormalizer: Sendable, Equatable {
    /// The side of the field, in pixels.
    public static let fieldSize = 28
    /// The side of the box that a digit is scaled to, in pixels.
    public static let boxSize = 20

    /// Whether ink is dark or bright.
    public var polarity: Polarity

    /// A normalizer for pictures of the given polarity; `.automatic` decides for each picture.
    public init(polarity: Polarity = .automatic) {
        self.polarity = polarity
    }

    /// Returns the digit in MNIST's format.
    ///
    /// - Parameter image: one digit, of any size and either polarity, on a roughly even background.
    /// - Returns: 28x28 pixels, 0 for background to 255 for full ink.
    /// - Throws: `DigitImageError.empty` for a picture without pixels, `.noInk` if nothing stands out.
    public func normalize(_ image: GrayImage) throws(DigitImageError) -> GrayImage {
        Self.fit(try isolateInk(in: image))
    }

    /// Returns the digit in MNIST's format, in several views.
    ///
    /// - Parameters:
    ///   - image: as for `normalize(_:)`.
    ///   - views: the views to make.
    /// - Returns: 28x28 pixels for each view.
    /// - Throws: as `normalize(_:)`.
    public func normalize(_ image: GrayImage, views: [DigitView]) throws(DigitImageError) -> [GrayImage] {
        let ink = try isolateInk(in: image)
        return views.map { Self.fit($0(ink)) }
    }

    /// The ink alone: cropped to the digit, with a background of 0 and full ink of 255.
    ///
    /// - Throws: as `normalize`.
    public func isolateInk(in image: GrayImage) throws(DigitImageError) -> GrayImage {
        guard !image.pixels.isEmpty else { throw .empty }
        var (image, histogram) = (image, Histogram(of: image))
        if polarity == .automatic, let band = ReversedBand(in: image, histogram: histogram) {
            image = band.turnedOver(in: image)
            histogram = Histogram(of: image)
        }
        let isInkDark = polarity.isInkDark(in: image, histogram: histogram)
        let levels = try InkLevels(of: image, isInkDark: isInkDark, histogram: histogram)
        return InkCrop(image, isInkDark: isInkDark, levels: levels).picture
    }

    /// Scales ink into the 20x20 box and centers it by mass in the 28x28 field.
    ///
    /// - Parameter ink: bright ink on 0, cropped to the digit; not empty.
    /// - Returns: 28x28 pixels.
    public static func fit(_ ink: GrayImage) -> GrayImage {
        let longer = max(ink.width, ink.height)
        let scaled = ink.resized(
            width: max(1, (ink.width * boxSize + longer / 2) / longer),
            height: max(1, (ink.height * boxSize + longer / 2) / longer))
        return centeredByMass(withFullContrast(scaled))
    }

    /// Thin strokes become faint when they shrink; every MNIST digit reaches full ink somewhere.
    private static func withFullContrast(_ ink: GrayImage) -> GrayImage {
        let peak = Int(ink.pixels.max() ?? 0)
        guard peak > 0 && peak < 255 else { return ink }
        return GrayImage(
            width: ink.width, height: ink.height, pixels: ink.pixels.map { UInt8((Int($0) * 255 + peak / 2) / peak) })
    }

    /// Moves ink by whole pixels so that its center of mass comes nearest to the middle of pixel (14, 14), as in all of MNIST,
    /// without cutting any off.
    private static func centeredByMass(_ ink: GrayImage) -> GrayImage {
        var (mass, momentX, momentY) = (0, 0, 0)
        for y in 0..<ink.height {
            for x in 0..<ink.width {
                let value = Int(ink.pixels[y * ink.width + x])
                mass += value
                momentX += value * x
                momentY += value * y
            }
        }
        let left = offset(moment: momentX, mass: mass, size: ink.width)
        let top = offset(moment: momentY, mass: mass, size: ink.height)
        var field = [UInt8](repeating: 0, count: fieldSize * fieldSize)
        for y in 0..<ink.height {
            let row = ink.pixels[y * ink.width..<(y + 1) * ink.width]
            let start = (top + y) * fieldSize + left
            field.replaceSubrange(start..<start + ink.width, with: row)
        }
        return GrayImage(width: fieldSize, height: fieldSize, pixels: field)
    }

    private static func offset(moment: Int, mass: Int, size: Int) -> Int {
        guard mass > 0 else { return (fieldSize - size) / 2 }
        let shift = Double(fieldSize / 2) - Double(moment) / Double(mass)
        // Half-way up, where MNIST's centers of mass lie in [13.5, 14.5).
        return min(fieldSize - size, max(0, Int((shift - 0.5).rounded(.up))))
    }
}
