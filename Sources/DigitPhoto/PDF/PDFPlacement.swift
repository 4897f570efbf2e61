/// The placement of a picture on its page.
struct PDFPlacement {
    /// As in EXIF, 1...8: how the picture must be turned to look as on the page.
    let orientation: Int
    /// The picture's width and height on the page, in points, before the page is turned.
    let width, height: Double

    /// - Parameters:
    ///   - matrix: the matrix of the unit square that the picture fills.
    ///   - box: the visible part of the page: left, bottom, right, top.
    ///   - turn: the degrees by which the page is turned clockwise.
    /// - Returns: nil if it is skewed, or not all of it is visible.
    init?(matrix: [Double], box: [Double], turn: Int) {
        let (a, b, c, d) = (matrix[0], matrix[1], matrix[2], matrix[3])
        let (wide, high) = (abs(a) + abs(c), abs(b) + abs(d))
        // Tiny rounding errors of sines and cosines are not a skew.
        func isNothing(_ value: Double) -> Bool { abs(value) < 1e-3 * max(wide, high) }
        let isLevel = isNothing(b) && isNothing(c)
        guard wide > 0, high > 0, isLevel || (isNothing(a) && isNothing(d)), turn.isMultiple(of: 90) else { return nil }
        let (left, bottom) = (matrix[4] + min(0, a) + min(0, c), matrix[5] + min(0, b) + min(0, d))
        let corners = [min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])]
        let slack = 0.02 * max(wide, high)
        guard left >= corners[0] - slack, bottom >= corners[1] - slack, left + wide <= corners[2] + slack,
            bottom + high <= corners[3] + slack
        else { return nil }
        (width, height) = isLevel ? (wide, high) : (high, wide)
        // The directions of the picture's columns and rows on the screen, down being positive.
        var right = isLevel ? (x: a > 0 ? 1 : -1, y: 0) : (x: 0, y: b > 0 ? -1 : 1)
        var down = isLevel ? (x: 0, y: d > 0 ? 1 : -1) : (x: c > 0 ? -1 : 1, y: 0)
        for _ in 0..<((turn / 90) % 4 + 4) % 4 {
            right = (-right.y, right.x)
            down = (-down.y, down.x)
        }
        orientation =
            switch (right.x, right.y, down.x, down.y) {
            case (1, 0, 0, 1): 1
            case (-1, 0, 0, 1): 2
            case (-1, 0, 0, -1): 3
            case (1, 0, 0, -1): 4
            case (0, 1, 1, 0): 5
            case (0, 1, -1, 0): 6
            case (0, -1, -1, 0): 7
            default: 8
            }
    }
}
