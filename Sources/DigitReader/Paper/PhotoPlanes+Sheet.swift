import DigitPhoto

extension PhotoPlanes {
    /// The corners of the sheet of paper in the photo, clockwise from the upper left, in pixels of the source picture; nil if
    /// none is found.
    package var sheetCorners: [PicturePoint]? {
        let view = PageView(self)
        return SheetFinder.corners(in: view.planes)?.map(view.sourcePoint)
    }
}
