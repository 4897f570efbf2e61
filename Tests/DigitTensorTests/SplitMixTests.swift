import DigitTensor
import Testing

struct SplitMixTests {
    /// The first numbers of the reference implementation in C (Vigna, splitmix64.c) for this state.
    @Test func numbersAreThoseOfTheReference() {
        var random = SplitMix(state: 1_234_567)
        let expected: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ]
        #expect(expected.indices.map { _ in random.next() } == expected)
    }
}
