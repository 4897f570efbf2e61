import DigitPhoto
import DigitReader

/// Where the points of a form are on the picture of a sheet: a projective map, and for curled paper the displacement of points before it.
public struct SheetMap: Equatable, Sendable, PointMap {
    /// The projective map; if the paper is flat, all of it.
    public let projection: PageMap
    /// How points are displaced before they are projected; nil if the paper is flat.
    public let curl: PaperCurl?

    /// A map with the given parts.
    public init(_ projection: PageMap, curl: PaperCurl? = nil) { (self.projection, self.curl) = (projection, curl) }

    /// The image of a point of the form, in pixels of the upright picture.
    public func point(x: Double, y: Double) -> (x: Double, y: Double) {
        guard let curl else { return projection.point(x: x, y: y) }
        let offset = curl.offset(x: x, y: y)
        return projection.point(x: x + offset.x, y: y + offset.y)
    }

    package func steps(x: Double, y: Double) -> (right: PicturePoint, down: PicturePoint) {
        guard let curl else { return projection.steps(x: x, y: y) }
        let offset = curl.offset(x: x, y: y)
        let outer = projection.steps(x: x + offset.x, y: y + offset.y)
        let inner = curl.slopes(x: x, y: y)
        func step(_ dx: Double, _ dy: Double) -> PicturePoint {
            PicturePoint(x: outer.right.x * dx + outer.down.x * dy, y: outer.right.y * dx + outer.down.y * dy)
        }
        return (step(1 + inner.right.x, inner.right.y), step(inner.down.x, 1 + inner.down.y))
    }

    /// The points of the picture around a turned box of the form: on curled paper its edges are not straight.
    package func outline(of box: PixelBox, turn: Double) -> [PicturePoint] {
        let turned = ChainedMap(first: .turn(turn, around: box.middle), second: self)
        let edges = curl == nil ? 1 : 8
        let shares = (0...edges).map { Double($0) / Double(edges) }
        let (left, top) = (Double(box.x), Double(box.y))
        let (width, height) = (Double(box.width), Double(box.height))
        let across = [top, top + height].flatMap { y in shares.map { (x: left + $0 * width, y: y) } }
        let down = [left, left + width].flatMap { x in shares.map { (x: x, y: top + $0 * height) } }
        return (across + down).map { turned.point(PicturePoint(x: $0.x, y: $0.y)) }
    }
}
