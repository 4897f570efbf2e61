import DigitNN

/// Decodes numbers from the network's output for a strip.
///
/// The result is the string whose alignments together are the most likely, and its confidence is that sum: all ink of the strip
/// counts. With a constraint, it is the most likely string that the constraint allows; if the line is more likely not such a
/// number, it stays as it reads.
public struct LineDecoder: Sendable {
    /// The constraint on the numbers; nil for none.
    public var constraint: NumberConstraint?
    /// Turns probabilities into confidences.
    public var calibration: ConfidenceCalibration
    /// The number of other readings to return.
    public var alternatives: Int

    /// Alternatives for a symbol that are less likely than this are not returned.
    private static let leastChoice = 1e-3

    /// A decoder with the given constraint and the model's calibration.
    public init(
        constraint: NumberConstraint? = nil, calibration: ConfidenceCalibration = .none, alternatives: Int = 3
    ) {
        (self.constraint, self.calibration, self.alternatives) = (constraint, calibration, max(0, alternatives))
    }

    /// Decodes the numbers of a strip from left to right; more than one if there are wide gaps (`NumberGaps`) or more than 400
    /// symbols, none if it is empty.
    ///
    /// - Parameters:
    ///   - frames: the network's output for the strip.
    ///   - ink: the sum of each column of the strip, 0 (paper) to 32 (ink in all rows), which locates the symbols' columns; nil
    ///     to locate them by the alignment only.
    public func decode(_ frames: SymbolFrames, ink: [Float]? = nil) -> [DecodedNumber] {
        decode(LineFrames(frames), ink: ink)
    }

    /// The same for a line in several views.
    package func decode(_ frames: LineFrames, ink: [Float]? = nil) -> [DecodedNumber] {
        let parts = LongLine.parts(of: frames.line)
        guard parts.count > 1 else { return decodePart(frames, ink) }
        return parts.flatMap { steps in
            decodePart(frames[steps], ink.map { part(of: $0, steps) }).map {
                $0.moved(by: steps.lowerBound * SymbolColumns.perStep)
            }
        }
    }

    private func decodePart(_ frames: LineFrames, _ ink: [Float]?) -> [DecodedNumber] {
        guard let ink, mayHaveUnreadInk(frames, ink) else { return decodeAll(frames, ink) }
        // The most likely text may have a symbol where each step by itself is more likely blank.
        let free = LineReadings.free(frames, count: alternatives + 1)
        let best = free.readings[0].symbols
        guard let unread = columns(of: best, frames, ink).flatMap({ unread(best, $0, ink) }) else {
            return decodeAll(frames, ink, free: free)
        }
        return decodeAll(frames.withOtherWriting(at: unread), ink)
    }

    /// Whether there is ink between two digits that the most likely class of each step reads as nothing.
    private func mayHaveUnreadInk(_ frames: LineFrames, _ ink: [Float]) -> Bool {
        // These classes give a text's most likely alignment too.
        let runs = frames.line.likeliestRuns
        return unread(runs.map(\.symbol), columns(of: runs.map(\.steps), print: frames.line.printRuns, ink), ink) != nil
    }

    /// The steps of ink that belongs to none of some symbols; nil if there is none.
    private func unread(_ symbols: [UInt8], _ columns: [Range<Int>], _ ink: [Float]) -> [Range<Int>]? {
        guard symbols.count > 1 else { return nil }
        let digits = symbols.indices.filter { NumberAlphabet.digit(of: symbols[$0]) != nil }
        let steps = UnreadInk.steps(between: columns, digits: digits, ink: ink)
        return steps.isEmpty ? nil : steps
    }

    /// - Parameter free: the readings without a constraint, if they are known.
    private func decodeAll(_ frames: LineFrames, _ ink: [Float]?, free: LineReadings? = nil) -> [DecodedNumber] {
        let readings = readings(frames, free: free)
        guard let best = readings.readings.first, let columns = columns(of: best.symbols, frames, ink) else { return [] }
        let groups = NumberGaps.groups(columns)
        guard groups.count > 1 else { return [number(readings, frames, columns: columns)] }
        let parts = parts(frames, ink, columns: columns, groups: groups)
        // If the parts do not meet the constraint separately, the line is one number.
        if readings.constraint != nil, parts.contains(where: \.isMisfit) { return [number(readings, frames, columns: columns)] }
        return parts
    }

    /// Decodes each part of a strip between wide gaps separately.
    private func parts(_ frames: LineFrames, _ ink: [Float]?, columns: [Range<Int>], groups: [Range<Int>]) -> [DecodedNumber] {
        var steps = [0]
        for group in groups.dropFirst() {
            steps.append(
                (columns[group.lowerBound - 1].upperBound + columns[group.lowerBound].lowerBound) / 2 / SymbolColumns.perStep)
        }
        steps.append(frames.line.steps)
        return groups.indices.compactMap { index in
            let range = steps[index]..<steps[index + 1]
            return decodeAsOne(frames[range], ink: ink.map { part(of: $0, range) })?
                .moved(by: range.lowerBound * SymbolColumns.perStep)
        }
    }

    /// The ink of some steps.
    private func part(of ink: [Float], _ steps: Range<Int>) -> [Float] {
        let columns = steps.lowerBound * SymbolColumns.perStep..<steps.upperBound * SymbolColumns.perStep
        return Array(ink[columns.clamped(to: 0..<ink.count)])
    }

    /// Decodes a strip as one number, whatever gaps it has; nil if it is empty.
    package func decodeAsOne(_ frames: SymbolFrames, ink: [Float]? = nil) -> DecodedNumber? {
        decodeAsOne(LineFrames(frames), ink: ink)
    }

    /// The same for a line in several views.
    package func decodeAsOne(_ frames: LineFrames, ink: [Float]? = nil) -> DecodedNumber? {
        let readings = readings(frames)
        guard let best = readings.readings.first, let columns = columns(of: best.symbols, frames, ink) else { return nil }
        return number(readings, frames, columns: columns)
    }

    /// The readings that the constraint allows, or else those without it.
    private func readings(_ frames: LineFrames, free: LineReadings? = nil) -> LineReadings {
        constraint.flatMap { LineReadings.fitting(frames, $0, count: alternatives + 1) }
            ?? free ?? .free(frames, count: alternatives + 1)
    }

    /// The symbols' columns; nil if there are none, or the symbols are impossible.
    private func columns(of symbols: [UInt8], _ frames: LineFrames, _ ink: [Float]?) -> [Range<Int>]? {
        guard !symbols.isEmpty, let steps = frames.bestAlignment(of: symbols) else { return nil }
        return columns(of: steps, print: frames.line.printRuns, ink)
    }

    /// The columns of the symbols of some steps. Print has columns of its own, so that its ink belongs to no symbol.
    private func columns(of steps: [Range<Int>], print: [Range<Int>], _ ink: [Float]?) -> [Range<Int>] {
        let all = (steps.map { (range: $0, isSymbol: true) } + print.map { (range: $0, isSymbol: false) })
            .sorted { $0.range.lowerBound < $1.range.lowerBound }
        let columns = SymbolColumns.columns(of: all.map(\.range), ink: ink)
        return zip(all, columns).filter(\.0.isSymbol).map(\.1)
    }

    private func number(_ readings: LineReadings, _ frames: LineFrames, columns: [Range<Int>]) -> DecodedNumber {
        let best = readings.readings[0]
        let written = readings.written(best.symbols)
        let posteriors = frames.views.map { SymbolPosteriors($0, symbols: best.symbols) }
        let list = readings.constraint?.list
        return DecodedNumber(
            text: String(written.map(\.character)),
            digitsText: NumberAlphabet.text(
                of: best.symbols.filter { NumberAlphabet.digit(of: $0) != nil || $0 == NumberAlphabet.otherWriting }),
            symbols: written.map { sign in
                guard let place = sign.place else {
                    return DecodedSymbol(character: sign.character, columns: nil, confidence: 1, alternatives: [])
                }
                var choices = posteriors.choices(at: place)
                if readings.constraint == nil { choices = MarkPlaces.weighed(choices, at: place, in: best.symbols) }
                return symbol(sign.character, best.symbols[place], choices, columns: columns[place])
            },
            confidence: calibration.confidence(best.probability),
            digitsConfidence: calibration.confidence(readings.digitsProbability), probability: best.probability,
            digitsProbability: readings.digitsProbability,
            alternatives: readings.readings.dropFirst().map { reading in
                DecodedAlternative(
                    text: String(readings.written(reading.symbols).map(\.character)),
                    entry: reading.entry.flatMap { list?.text($0) }, probability: reading.probability)
            },
            isMisfit: constraint != nil && readings.constraint == nil, entry: best.entry.flatMap { list?.text($0) },
            print: frames.line.printRuns.map { $0.lowerBound * SymbolColumns.perStep..<$0.upperBound * SymbolColumns.perStep },
            columns: (columns.first?.lowerBound ?? 0)..<(columns.last?.upperBound ?? 0), isExact: readings.isExact)
    }

    private func symbol(
        _ character: Character, _ symbol: UInt8, _ choices: [(symbol: UInt8?, share: Double)], columns: Range<Int>
    ) -> DecodedSymbol {
        let share = choices.first { $0.symbol == symbol }?.share ?? 0
        return DecodedSymbol(
            character: character, columns: columns, confidence: calibration.confidence(share),
            alternatives: choices.filter { $0.symbol != symbol && $0.share >= Self.leastChoice }.prefix(alternatives).map {
                .init(character: $0.symbol.flatMap(NumberAlphabet.character(of:)), probability: $0.share)
            })
    }
}

extension LineReadings {
    /// The text of symbols, with a pattern's insertions.
    fileprivate func written(_ symbols: [UInt8]) -> [WrittenSymbol] {
        if let constraint { return constraint.written(symbols) }
        return symbols.enumerated().compactMap { place, symbol in
            NumberAlphabet.character(of: symbol).map { WrittenSymbol(character: $0, place: place) }
        }
    }
}

extension SymbolFrames {
    /// Whether some of the strip is more likely print than not.
    package var hasPrint: Bool { print.contains { $0 > 0.5 } }

    /// Steps that are more likely print than not.
    var printRuns: [Range<Int>] {
        var result: [Range<Int>] = []
        for step in 0..<steps where print[step] > 0.5 {
            if let last = result.last, last.upperBound == step {
                result[result.count - 1] = last.lowerBound..<step + 1
            } else {
                result.append(step..<step + 1)
            }
        }
        return result
    }
}

extension DecodedNumber {
    /// The same with columns counted from further left.
    fileprivate func moved(by offset: Int) -> DecodedNumber {
        func moved(_ range: Range<Int>) -> Range<Int> { range.lowerBound + offset..<range.upperBound + offset }
        var result = self
        result.columns = moved(columns)
        result.print = print.map(moved)
        for index in symbols.indices { result.symbols[index].columns = symbols[index].columns.map(moved) }
        return result
    }
}
