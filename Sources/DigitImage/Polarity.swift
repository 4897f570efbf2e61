/// Whether ink is dark or bright.
public enum Polarity: Sendable, Equatable {
    /// Determined from the picture: what most of the border shows is background.
    case automatic
    /// Dark ink on a light background, as on paper.
    case darkInk
    /// Bright ink on a dark background, as in MNIST.
    case brightInk
}

extension Polarity {
    /// Whether the ink of `image` is dark: given, or determined from the picture's border.
    ///
    /// Background is what the border shows, so the ink is at the end of the scale that lies farther from the border's median. If
    /// the digit touches the frame so much that the border is inconclusive (a third to two thirds of it on either side of the
    /// middle), the ink is what covers less of the picture.
    func isInkDark(in image: GrayImage, histogram: Histogram) -> Bool {
        switch self {
        case .darkInk: return true
        case .brightInk: return false
        case .automatic: break
        }
        let (darkest, brightest) = (histogram.darkEnd, histogram.brightEnd)
        let middle = (darkest + brightest) / 2
        let border = Histogram(borderOf: image)
        let darkBorder = border.share(upTo: middle)
        if darkBorder > 1 / 3.0 && darkBorder < 2 / 3.0 { return histogram.share(upTo: middle) < 0.5 }
        let background = border.quantile(0.5, in: 0...255)
        return background - darkest > brightest - background
    }
}
