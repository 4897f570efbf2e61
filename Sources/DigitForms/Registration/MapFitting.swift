import DigitPhoto

extension PageMap {
    /// The affine map that minimizes the squared distances; nil for collinear points.
    package static func affine(_ pairs: [PointPair]) -> PageMap? {
        guard pairs.count >= 3 else { return nil }
        let (from, to) = (Frame(pairs.map(\.from)), Frame(pairs.map(\.to)))
        var equations = NormalEquations(unknowns: 3, sides: 2)
        for pair in pairs {
            let (p, q) = (from.inside(pair.from), to.inside(pair.to))
            equations.add([p.x, p.y, 1], [q.x, q.y])
        }
        guard let s = equations.solution() else { return nil }
        return outside(s[0] + s[1] + [0, 0, 1], from, to)
    }

    /// The projective map of pairs, by the direct linear transformation with normalized points (Hartley 1997); nil if there is
    /// none.
    package static func projective(_ pairs: [PointPair]) -> PageMap? {
        guard pairs.count >= 4 else { return nil }
        let (from, to) = (Frame(pairs.map(\.from)), Frame(pairs.map(\.to)))
        var equations = NormalEquations(unknowns: 8, sides: 1)
        for pair in pairs {
            let (p, q) = (from.inside(pair.from), to.inside(pair.to))
            equations.add([p.x, p.y, 1, 0, 0, 0, -p.x * q.x, -p.y * q.x], [q.x])
            equations.add([0, 0, 0, p.x, p.y, 1, -p.x * q.y, -p.y * q.y], [q.y])
        }
        guard let s = equations.solution() else { return nil }
        return outside(s[0] + [1], from, to)
    }

    /// Converts a map between normalized coordinates to one between pictures.
    private static func outside(_ values: [Double], _ from: Frame, _ to: Frame) -> PageMap? {
        guard let inner = PageMap(values: values), let toOutside = PageMap(values: to.outward),
            let toInside = PageMap(values: from.inward), let half = inner.after(toInside)
        else { return nil }
        return toOutside.after(half)
    }
}

/// Normalized coordinates, in which points lie around 0 at a distance of about 1, so that the equations are well conditioned.
private struct Frame {
    private let middle: PicturePoint
    private let scale: Double

    init(_ points: [PicturePoint]) {
        let count = Double(points.count)
        let middle = PicturePoint(x: points.reduce(0) { $0 + $1.x } / count, y: points.reduce(0) { $0 + $1.y } / count)
        scale = max(1e-9, points.reduce(0) { $0 + $1.distance(to: middle) } / count)
        self.middle = middle
    }

    func inside(_ point: PicturePoint) -> PicturePoint {
        PicturePoint(x: (point.x - middle.x) / scale, y: (point.y - middle.y) / scale)
    }

    /// Matrices to and from the coordinates.
    var inward: [Double] { [1 / scale, 0, -middle.x / scale, 0, 1 / scale, -middle.y / scale, 0, 0, 1] }
    var outward: [Double] { [scale, 0, middle.x, 0, scale, middle.y, 0, 0, 1] }
}

/// Linear equations, solved by least squares.
struct NormalEquations {
    private let unknowns: Int
    /// The products of the left sides with each other, and with each right side.
    private var matrix: [[Double]]

    init(unknowns: Int, sides: Int) {
        self.unknowns = unknowns
        matrix = [[Double]](repeating: [Double](repeating: 0, count: unknowns + sides), count: unknowns)
    }

    mutating func add(_ left: [Double], _ right: [Double]) {
        for row in 0..<unknowns where left[row] != 0 {
            for column in row..<unknowns { matrix[row][column] += left[row] * left[column] }
            for side in right.indices { matrix[row][unknowns + side] += left[row] * right[side] }
        }
    }

    /// The unknowns for each right side, by Gaussian elimination with pivoting; nil if they are not determined.
    func solution() -> [[Double]]? {
        var m = matrix
        for row in 0..<unknowns { for column in 0..<row { m[row][column] = m[column][row] } }
        let largest = (0..<unknowns).map { m[$0][$0] }.max() ?? 0
        for step in 0..<unknowns {
            guard let pivot = (step..<unknowns).max(by: { m[$0][step].magnitude < m[$1][step].magnitude }),
                m[pivot][step].magnitude > 1e-12 * largest
            else { return nil }
            m.swapAt(step, pivot)
            for row in 0..<unknowns where row != step {
                let factor = m[row][step] / m[step][step]
                guard factor != 0 else { continue }
                for column in step..<m[row].count { m[row][column] -= factor * m[step][column] }
            }
        }
        return (0..<m[0].count - unknowns).map { side in
            (0..<unknowns).map { m[$0][unknowns + side] / m[$0][$0] }
        }
    }
}
