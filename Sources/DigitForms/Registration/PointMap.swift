import DigitPhoto

/// A smooth map of the plane.
protocol PointMap {
    /// The image of a point.
    func point(x: Double, y: Double) -> (x: Double, y: Double)
    /// The derivative at a point: how far the image moves for a step to the right and one down.
    func steps(x: Double, y: Double) -> (right: PicturePoint, down: PicturePoint)
}

extension PointMap {
    /// The area of a pixel in the other picture; negative if it is mirrored.
    func area(x: Double, y: Double) -> Double {
        let (right, down) = steps(x: x, y: y)
        return right.x * down.y - right.y * down.x
    }

    func point(_ point: PicturePoint) -> PicturePoint {
        let place = self.point(x: point.x, y: point.y)
        return PicturePoint(x: place.x, y: place.y)
    }
}

/// A map after a projective one.
struct ChainedMap<Map: PointMap>: PointMap {
    let first: PageMap
    let second: Map

    func point(x: Double, y: Double) -> (x: Double, y: Double) {
        let middle = first.point(x: x, y: y)
        return second.point(x: middle.x, y: middle.y)
    }

    func steps(x: Double, y: Double) -> (right: PicturePoint, down: PicturePoint) {
        let middle = first.point(x: x, y: y)
        let (inner, outer) = (first.steps(x: x, y: y), second.steps(x: middle.x, y: middle.y))
        func step(_ step: PicturePoint) -> PicturePoint {
            PicturePoint(
                x: outer.right.x * step.x + outer.down.x * step.y, y: outer.right.y * step.x + outer.down.y * step.y)
        }
        return (step(inner.right), step(inner.down))
    }
}
