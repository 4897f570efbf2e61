import DigitImage
import DigitReader
import TestSupport
import Testing

import DigitForms

/// Forms with very many boxes, rules or walls cost no more than in proportion.
struct FormLimitTests {
    @Test("A table of sums counts the pixels of overlapping rectangles as often as they are covered") func pixelCounts() {
        var random = SplitMix(state: 3)
        func range(_ size: Int) -> Range<Int> {
            let start = Int.random(in: 0..<size, using: &random)
            // Some extend beyond the picture.
            return start..<start + Int.random(in: 1...size / 2, using: &random)
        }
        let (width, height, side) = (40, 30, 8)
        let ranges = (0..<20).map { _ in PixelRange(columns: range(width), rows: range(height)) }
        for rows in [0..<height, 5..<20] {
            let counts = PixelCounts(ranges, width: width, rows: rows)
            for y in rows.lowerBound...rows.upperBound - side {
                for x in 0...width - side {
                    let expected = ranges.reduce(0) { sum, range in
                        sum + range.columns.clamped(to: x..<x + side).count * range.rows.clamped(to: y..<y + side).count
                    }
                    #expect(counts.count(x: x, y: y, side: side) == expected)
                }
            }
        }
    }

    @Test(
        "The corners of all boxes of a form are searched, or of 2,000 boxes, but at least ten of each field",
        arguments: [(1, 2000, 2000), (1, 9000, 2000), (3, 900, 666), (250, 36, 10), (250, 9, 9)])
    func corners(fields: Int, boxes: Int, searched: Int) throws {
        let page = GrayImage(width: 1000, height: 1000, pixels: [UInt8](repeating: 255, count: 1_000_000))
        let all = (0..<fields * boxes).map { PixelBox(x: $0 % 100 * 10, y: $0 / 100 * 10, width: 8, height: 8) }
        let form = try Form(
            name: "f", reference: page,
            fields: (0..<fields).map { field in
                let own = Array(all[field * boxes..<(field + 1) * boxes])
                let marks = own.enumerated().map { FieldKind.MarkBox(label: "\($0)", box: $1) }
                return FormField(name: "\(field)", kind: .marks(marks, most: nil), box: own[0].union(own[boxes - 1]))
            })
        let found = FormMatcher.searchedBoxes(of: form)
        #expect(found.map(\.count) == [Int](repeating: searched, count: fields))
        for (field, found) in found.enumerated() {
            // From the first on, each once.
            let places = found.map { $0.y / 10 * 100 + $0.x / 10 - field * boxes }
            #expect(places.first == 0 && zip(places, places.dropFirst()).allSatisfy(<) && places[searched - 1] < boxes)
        }
    }

    @Test(
        "The rules of a form examine a limited number of values",
        arguments: [
            (1, 3, 1, 20_000), (1, 4, 200, 20_000), (5, 100, 1, 4_000),
            (20, 20, 50, 1_000), (1, 1_000, 250, 80), (250, 1_000, 1, 8),
        ]) func combinations(rules: Int, of fields: Int, groups: Int, combinations: Int)
    {
        let rule = FormRule(name: "r", kind: .order((0..<fields).map { "\($0)" }))
        let group = [FormRule](repeating: rule, count: rules)
        let all = [FormRule](repeating: rule, count: rules * groups)
        #expect(RuleSettling.mostCombinations(for: group, of: all) == combinations)
    }

    @Test(
        "A rule examines each value three times at most",
        arguments: [.order(names), .together(names), .sum(total: names[0], parts: Array(names.dropFirst()))] as [FormRule.Kind])
    func looks(kind: FormRule.Kind) {
        let check = RuleCheck(rule: FormRule(name: "r", kind: kind), kinds: [:])
        var looks = 0
        let holds = check.holds { place in
            looks += 1
            return RuleCheck.Value(place == 0 ? "99" : "\(place > 1 ? 1 : 0)", kind: .integer)
        }
        let isOrder = if case .order = kind { true } else { false }
        #expect(holds == !isOrder && looks <= 3 * Self.names.count)
    }

    private static let names = (0..<101).map { "\($0)" }

    @Test("Walls are followed across the page for a hundred rows, not for each of very many") func walls() {
        let (width, height) = (300, 60)
        let pixels = (0..<width * height).map { [20, 40].contains($0 / width) ? UInt8(0) : 255 }
        var reach = RowReach(GrayImage(width: width, height: height, pixels: pixels))
        let row = PixelBox(x: 100, y: 21, width: 40, height: 19)
        let extended = (0..<200).map { _ in reach.extended(row) }
        #expect(extended.prefix(100).allSatisfy { $0.x <= 2 && $0.width >= width - 6 && $0.height == row.height })
        #expect(extended.last == row)
    }
}
