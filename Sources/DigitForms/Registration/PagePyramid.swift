import DigitImage
import DigitPhoto
import Synchronization

/// A page's picture at several scales, each computed when it is first requested.
package final class PagePyramid: Sendable {
    package let image: GrayImage
    private let levels: Mutex<[Int: GrayImage]>

    package init(_ image: GrayImage) {
        self.image = image
        levels = Mutex([1: image])
    }

    /// The picture with squares of this many pixels a side reduced to one.
    package func level(_ reduction: Int) -> GrayImage {
        let reduction = max(1, min(reduction, image.width, image.height))
        if let found = levels.withLock({ $0[reduction] }) { return found }
        // Half of a half costs less than a quarter.
        let made = reduction % 2 == 0 ? level(reduction / 2).reduced(by: 2) : image.reduced(by: reduction)
        levels.withLock { $0[reduction] = made }
        return made
    }
}
