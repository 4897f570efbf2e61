import DigitPhoto

/// Reads a page from its photo to its numbers, in any orientation.
struct PageReader {
    let lines: LineReader

    /// Reads a photo that has pixels.
    func read(_ photo: PhotoPlanes) throws(ReaderError) -> PageReading {
        let page = try readSheet(photo)
        guard page.mayBeTurned else { return page }
        var best = page
        for turn in PageTurn.allCases {
            let turned = try readSheet(turn.turned(photo))
            if turned.isMoreUpright(than: best) { best = turn.turnedBack(turned) }
        }
        return best
    }

    /// Reads the sheet of paper in a photo; without a sheet, or without a number on it, all of the photo: a sheet without numbers
    /// may not be a sheet.
    private func readSheet(_ photo: PhotoPlanes) throws(ReaderError) -> PageReading {
        let found = try PageLines(photo)
        let page = try readInk(found)
        guard found.isSheet, page.hasNoNumber else { return page }
        return try readInk(PageLines(photo, isSheetWanted: false))
    }

    /// Reads ink that is darker than the paper, or brighter: if shadows hide which it is and nothing can be read, the other one
    /// is tried.
    private func readInk(_ found: PageLines) throws(ReaderError) -> PageReading {
        let page = try readCrop(found)
        guard page.hasNoNumber else { return page }
        let other = try read(found.withOtherInk())
        return other.withoutInsides(of: page).sureLines > 0 ? other : page
    }

    /// Reads a small picture also as one line, where several were found in it, and keeps what reads better.
    private func readCrop(_ found: PageLines) throws(ReaderError) -> PageReading {
        let page = try read(found)
        guard let line = found.asOneLine else { return page }
        let other = try read(line)
        return other.expectedDigits > page.expectedDigits ? other : page
    }

    private func read(_ page: PageLines) throws(ReaderError) -> PageReading {
        let found = try lines.read(page)
        var readings: [LineReading] = []
        var misfits: [LineReading] = []
        var leftOut = found.others.map { other in
            LeftOutLine(reason: other.reason, box: page.box(of: other.line), text: "")
        }
        for number in found.numbers {
            let reading = LineReading(number, on: page)
            if let reason = NumberSelection.reason(against: number.number) {
                leftOut.append(LeftOutLine(reason: reason, box: page.box(of: number.line), text: reading.text))
            } else if number.number.isMisfit {
                misfits.append(reading)
            } else {
                readings.append(reading)
            }
        }
        let superscripts = NumberSelection.superscripts(among: readings)
        leftOut += superscripts.sorted().map {
            LeftOutLine(reason: .print, box: readings[$0].box, text: readings[$0].text)
        }
        readings = readings.indices.filter { !superscripts.contains($0) }.map { readings[$0] }
        let duplicates = NumberSelection.duplicates(among: readings)
        leftOut += duplicates.sorted().map {
            LeftOutLine(reason: .duplicate, box: readings[$0].box, text: readings[$0].text)
        }
        return PageReading(
            width: page.width, height: page.height,
            lines: readings.indices.filter { !duplicates.contains($0) }.map { readings[$0] }, misfits: misfits, leftOut: leftOut,
            omittedLines: page.omitted)
    }
}

extension PageReading {
    /// The expected number of right digits.
    fileprivate var expectedDigits: Float { (lines + misfits).reduce(0) { $0 + $1.confidence * Float($1.digits.count) } }

    /// The numbers that are not within writing that another reading could not read: paper inside a letter's strokes looks like
    /// bright ink.
    fileprivate func withoutInsides(of other: PageReading) -> PageReading {
        let writing = other.leftOut.filter { $0.reason == .unlikely || $0.reason == .otherWriting }.map(\.box)
        let isInside = { (line: LineReading) in
            writing.contains { Double(line.box.overlap($0)) > Self.inside * Double(line.box.width * line.box.height) }
        }
        var result = self
        result.lines.removeAll(where: isInside)
        result.misfits.removeAll(where: isInside)
        return result
    }

    /// The fraction of a line's box that lies within other writing.
    private static let inside = 0.9
}

extension PageLines {
    /// The pixels of the picture that a line covers.
    fileprivate func box(of line: LineRegion) -> PixelBox {
        PixelBox(around: corners(of: 0...1, width: 1, in: line), width: width, height: height)
    }
}
