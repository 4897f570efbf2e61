import DigitReader

/// Finds tables: lines of boxes directly below each other, with only a wall between them.
struct BoxGrids {
    /// The lines of each table, from above; at least three.
    private(set) var tables: [[[PixelBox]]] = []
    /// The lines that are not part of a table.
    private(set) var rest: [[PixelBox]] = []

    private static let leastLines = 3

    /// - Parameter lines: boxes side by side.
    init(_ lines: [[PixelBox]]) {
        var waiting = lines.sorted { ($0[0].y, $0[0].x) < ($1[0].y, $1[0].x) }
        while !waiting.isEmpty {
            var table = [waiting.removeFirst()]
            var places: [Int] = []
            // The next ones are below, so no line occurs twice.
            while let place = waiting.firstIndex(where: { Self.follows($0, table) }) {
                table.append(waiting[place])
                places.append(place)
            }
            guard table.count >= Self.leastLines else {
                rest.append(table[0])
                continue
            }
            for place in places.sorted(by: >) { waiting.remove(at: place) }
            tables.append(table)
        }
    }

    /// Whether a line is the next one of a table.
    private static func follows(_ line: [PixelBox], _ table: [[PixelBox]]) -> Bool {
        let last = table[table.count - 1]
        guard line.count == last.count else { return false }
        let slack = max(3, last[0].height / 6)
        let gap = line[0].y - last[0].y - last[0].height
        let pitch = table.count > 1 ? table[1][0].y - table[0][0].y : line[0].y - last[0].y
        return gap >= 0 && gap <= slack && abs(line[0].y - last[0].y - pitch) <= slack / 2
            && zip(line, table[0]).allSatisfy { one, first in
                abs(one.x - first.x) <= slack && abs(one.width - first.width) <= slack && abs(one.height - first.height) <= slack
            }
    }

    /// The distance of a line from the one above it.
    static func step(_ table: [[PixelBox]]) -> Double {
        Double(table[table.count - 1][0].y - table[0][0].y) / Double(table.count - 1)
    }
}
