/// Recognizes what lies around a sheet.
enum Surroundings {
    /// The least height of a digit, in pixels of the view.
    private static let leastHeight = 8.0

    /// Removes pieces along most of a side of the picture, and those that span half of the picture in both directions, if there
    /// is other ink inside.
    static func removed(from pieces: [InkPiece], width: Int, height: Int) -> [InkPiece] {
        let writing = pieces.filter { Double($0.height) >= leastHeight && 2 * $0.width < width && 2 * $0.height < height }
        return pieces.filter { piece in
            guard 2 * piece.width > width || 2 * piece.height > height else { return true }
            let others = writing.count { piece.columns.overlaps($0.columns) && piece.rows.overlaps($0.rows) }
            let isAround = 2 * piece.width > width && 2 * piece.height > height && others > 1
            return !isAround && !(followsASide(piece, width: width, height: height) && !writing.isEmpty)
        }
    }

    /// Whether a piece covers more than half of a side of the picture.
    private static func followsASide(_ piece: InkPiece, width: Int, height: Int) -> Bool {
        var (top, bottom, left, right) = (0, 0, 0, 0)
        for run in piece.runs {
            if run.y == 0 { top += run.end - run.start }
            if run.y == height - 1 { bottom += run.end - run.start }
            if run.start == 0 { left += 1 }
            if run.end == width { right += 1 }
        }
        return 2 * max(top, bottom) > width || 2 * max(left, right) > height
    }
}
