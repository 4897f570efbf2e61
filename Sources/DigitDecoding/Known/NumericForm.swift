import DigitNN

/// Numbers as people write values: a sign or a currency, digits ungrouped or in groups of three, a decimal mark and decimals.
///
/// `.` and `,` may each be the decimal mark or separate groups of three, but not both in one number. A required decimal mark that
/// is not written is inserted: forms have it in print.
struct NumericForm {
    /// The allowed values; nil for any.
    var range: NumberRange?
    /// The number of decimals; nil for any or none.
    var decimals: Int?

    /// Marks that may precede the digits, besides a minus.
    private static let leading: Set<UInt8> = symbols("+$€#=*(")
    /// Marks that may follow the digits.
    private static let trailing: Set<UInt8> = symbols(")$€%*=-#")
    private static let separators: Set<UInt8> = symbols(".,")
    private static let minus = NumberAlphabet.symbol(of: "-")

    private static func symbols(_ text: String) -> Set<UInt8> { Set(text.compactMap { NumberAlphabet.symbol(of: $0) }) }

    /// One interpretation of what was read so far.
    private struct State: Hashable {
        enum Part: Hashable { case before, integer, decimals, after }
        var part = Part.before
        var isNegative = false
        /// Digits of the group so far, at most 4.
        var inGroup = 0
        /// The group separator, once there are groups.
        var separator: UInt8?
        var decimals = 0
        var least = MagnitudeOrder()
        var greatest = MagnitudeOrder()
    }

    /// The numbers of this form.
    func automaton() throws(DecodingError) -> NumberAutomaton {
        let bounded = range.map { ($0.withoutMinus, $0.withMinus) }
        return try .explored(from: Set([State()])) { states, symbol in
            let next = Set(states.flatMap { after($0, symbol, bounded) })
            return next.isEmpty ? nil : next
        } accepts: {
            $0.contains { ends($0, bounded) }
        }
    }

    private typealias Bounds = (withoutMinus: ClosedMagnitudes?, withMinus: ClosedMagnitudes?)

    /// The interpretations of one more symbol.
    private func after(_ state: State, _ symbol: UInt8, _ bounds: Bounds?) -> [State] {
        var next = state
        if let digit = NumberAlphabet.digit(of: symbol) { return states(state, digit: digit, bounds) }
        switch state.part {
        case .before:
            if symbol == Self.minus, !state.isNegative, bounds == nil || bounds?.withMinus != nil {
                next.isNegative = true
                return [next]
            }
            return Self.leading.contains(symbol) ? [next] : []
        case .integer:
            var result: [State] = []
            if Self.separators.contains(symbol), isWholeGroup(state) || state.separator == nil && state.inGroup <= 3,
                state.separator == nil || state.separator == symbol
            {
                (next.separator, next.inGroup) = (symbol, 0)
                result.append(next)
            }
            if Self.separators.contains(symbol), state.separator != symbol, decimals != 0, isWholeGroup(state) {
                result.append(afterInteger(state, bounds, part: .decimals))
            }
            if Self.trailing.contains(symbol), isWholeGroup(state), decimals ?? 0 == 0 {
                result.append(afterInteger(state, bounds, part: .after))
            }
            return result
        case .decimals, .after:
            guard Self.trailing.contains(symbol), state.part == .after || hasDecimals(state) else { return [] }
            next.part = .after
            return [next]
        }
    }

    private func states(_ state: State, digit: Int, _ bounds: Bounds?) -> [State] {
        var next = state
        let known = known(state, bounds)
        switch state.part {
        case .before, .integer:
            next.part = .integer
            var result: [State] = []
            if state.separator == nil || state.inGroup < 3 {
                next.inGroup = min(4, state.inGroup + 1)
                if let known {
                    next.least.addInteger(digit, known: known.least)
                    next.greatest.addInteger(digit, known: known.greatest)
                }
                result.append(next)
            }
            // The decimal mark is not written.
            if let decimals, decimals > 0, state.part == .integer, isWholeGroup(state) {
                result += states(afterInteger(state, bounds, part: .decimals), digit: digit, bounds)
            }
            return result
        case .decimals:
            guard decimals == nil || state.decimals < decimals ?? 0 else { return [] }
            next.decimals = min(state.decimals + 1, decimals ?? 1)
            if let known {
                next.least.addDecimal(digit, known: known.least)
                next.greatest.addDecimal(digit, known: known.greatest)
            }
            return [next]
        case .after: return []
        }
    }

    private func afterInteger(_ state: State, _ bounds: Bounds?, part: State.Part) -> State {
        var next = state
        (next.part, next.inGroup, next.separator) = (part, 0, nil)
        if let known = known(state, bounds) {
            next.least.endInteger(known: known.least)
            next.greatest.endInteger(known: known.greatest)
        }
        return next
    }

    private func isWholeGroup(_ state: State) -> Bool { state.separator == nil || state.inGroup == 3 }

    private func hasDecimals(_ state: State) -> Bool { state.decimals > 0 && (decimals == nil || state.decimals == decimals) }

    private func known(_ state: State, _ bounds: Bounds?) -> ClosedMagnitudes? {
        state.isNegative ? bounds?.withMinus : bounds?.withoutMinus
    }

    private func ends(_ state: State, _ bounds: Bounds?) -> Bool {
        var state = state
        switch state.part {
        case .before: return false
        case .integer:
            guard isWholeGroup(state), decimals ?? 0 == 0 else { return false }
            state = afterInteger(state, bounds, part: .after)
        case .decimals: guard hasDecimals(state) else { return false }
        case .after: break
        }
        guard bounds != nil else { return true }
        guard let known = known(state, bounds) else { return false }
        return state.least.final(known: known.least) >= 0 && state.greatest.final(known: known.greatest) <= 0
    }

    /// The text of a number of this form, with its decimal mark inserted if it is not written.
    func written(_ symbols: [UInt8]) -> [WrittenSymbol] {
        var result = symbols.enumerated().compactMap { place, symbol in
            NumberAlphabet.character(of: symbol).map { WrittenSymbol(character: $0, place: place) }
        }
        guard let decimals, decimals > 0, let last = symbols.lastIndex(where: { NumberAlphabet.digit(of: $0) != nil }),
            last >= decimals, !Self.separators.contains(symbols[last - decimals])
        else { return result }
        let mark: Character = symbols.contains { NumberAlphabet.character(of: $0) == "." } ? "," : "."
        result.insert(WrittenSymbol(character: mark, place: nil), at: last - decimals + 1)
        return result
    }
}
