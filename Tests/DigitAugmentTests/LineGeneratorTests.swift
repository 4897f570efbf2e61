import DigitAugment
import DigitData
import DigitFiles
import DigitImage
import DigitNN
import TestSupport
import Testing

@Suite struct LineGeneratorTests {
    private let generator: LineGenerator

    init() throws {
        generator = try #require(LineGenerator(try IDXFolder(mnistPath).test()[0..<1000]))
    }

    private func line(_ number: UInt64, width: Int, progress: Double = 0) -> (label: SequenceLabel, values: [Float]) {
        var values = [Float](repeating: .nan, count: 32 * width)
        let label = values.withUnsafeMutableBufferPointer {
            generator.makeLine(number: number, seed: 11, maximumWidth: width, progress: progress, into: $0.baseAddress!)
        }
        return (label, values)
    }

    @Test(arguments: [32, 64, 128, 192, 256, 384, 512])
    func valuesAndLabelsAreInRangeAndFit(width: Int) {
        for number in 0..<60 {
            let (label, values) = line(UInt64(number), width: width, progress: number % 2 == 0 ? 0 : 0.95)
            #expect(values.allSatisfy { (0...1).contains($0) })
            #expect((1...width).contains(label.width))
            #expect(label.symbols.allSatisfy { (1...26).contains($0) })
            // As the loss counts: a step for each symbol, and one between two equal ones.
            var steps = label.symbols.count
            for i in label.symbols.indices.dropFirst() where label.symbols[i] == label.symbols[i - 1] { steps += 1 }
            #expect(steps <= (label.width + 3) / 4)
            for y in 0..<32 { #expect(values[y * width + label.width..<(y + 1) * width].allSatisfy { $0 == 0 }) }
        }
    }

    @Test func runsOfWritingAndPrintAreOneLabel() {
        for number in 0..<300 {
            let symbols = line(UInt64(number), width: 192).label.symbols
            for (one, next) in zip(symbols, symbols.dropFirst()) where one >= 25 { #expect(one != next) }
        }
    }

    @Test func aLineDependsOnItsNumberAndSeedAlone() async {
        let alone = (0..<40).map { line(UInt64($0), width: 128) }
        let together = await withTaskGroup(of: (Int, SequenceLabel, [Float]).self) { group in
            for number in (0..<40).reversed() {
                group.addTask {
                    let (label, values) = line(UInt64(number), width: 128)
                    return (number, label, values)
                }
            }
            var results: [Int: (SequenceLabel, [Float])] = [:]
            for await (number, label, values) in group { results[number] = (label, values) }
            return results
        }
        for number in 0..<40 {
            #expect(together[number]?.0 == alone[number].label)
            #expect(together[number]?.1 == alone[number].values)
        }
        #expect(Set(alone.map(\.label.symbols)).count > 30, "lines differ")
    }

    @Test func digitsAreAboutEquallyFrequentAndSomeLinesAreEmpty() {
        var counts = [Int](repeating: 0, count: 27)
        var withoutDigits = 0
        for number in 0..<1500 {
            let symbols = line(UInt64(number), width: 128).label.symbols
            for symbol in symbols { counts[Int(symbol)] += 1 }
            if symbols.allSatisfy({ $0 > 10 }) { withoutDigits += 1 }
        }
        let digits = counts[1...10].reduce(0, +)
        // Round amounts make zeros more frequent.
        #expect((0.1...0.16).contains(Double(counts[1]) / Double(digits)))
        for digit in 2...10 { #expect((0.075...0.125).contains(Double(counts[digit]) / Double(digits)), "digit \(digit - 1)") }
        for mark in 11...26 { #expect(counts[mark] > 0, "class \(mark)") }
        #expect((100...320).contains(withoutDigits), "\(withoutDigits) of 1500")
    }

    @Test func everySignOfALabelHasInk() {
        for number in 0..<600 {
            let (label, values) = line(UInt64(number), width: 192)
            let digits = label.symbols.count { (1...10).contains($0) }
            // A bare stroke as high as a third of the strip is ten pixels.
            #expect(values.count { $0 > 0.2 } >= 10 * digits, "line \(number): \(digits) digits")
        }
    }

    @Test func printIsMadeBesideNumbersAndAlone() {
        var (beside, alone) = (0, 0)
        for number in 0..<600 {
            let symbols = line(UInt64(number), width: 256).label.symbols
            if symbols == [26] { alone += 1 } else if symbols.contains(26) { beside += 1 }
        }
        #expect(alone > 15 && beside > 60, "\(alone) of print alone, \(beside) with numbers")
    }

    @Test func otherDataAreRefused() {
        let data = Dataset(
            shape: [784], values: .bytes([UInt8](repeating: 0, count: 784), scale: 1, offset: 0), labels: [3], classCount: 10)
        #expect(LineGenerator(data) == nil)
    }
}
