/// Arithmetic on untrusted numbers: from a file, a request, the environment or an option.
///
/// Swift's operators trap if a result does not fit. These return nil instead, so that a parser can say what is wrong.
package enum Checked {
    /// The product of counts, 1 for none; nil if a count is negative or a partial product is above `limit`.
    package static func product(_ counts: some Sequence<Int>, upTo limit: Int = .max) -> Int? {
        var product = 1
        for count in counts {
            let (next, overflow) = product.multipliedReportingOverflow(by: count)
            guard !overflow, count >= 0, next <= limit else { return nil }
            product = next
        }
        return product
    }

    /// The sum of counts, 0 for none; nil if a count is negative or the sum is above `limit`.
    package static func sum(_ counts: some Sequence<Int>, upTo limit: Int = .max) -> Int? {
        var sum = 0
        for count in counts {
            let (next, overflow) = sum.addingReportingOverflow(count)
            guard !overflow, count >= 0, next <= limit else { return nil }
            sum = next
        }
        return sum
    }

    /// The number of parts of `size` that `count` takes, the last of which may be partly used; nil if `size` is not positive.
    package static func parts(of size: Int, for count: Int) -> Int? {
        guard size > 0, count >= 0 else { return nil }
        return count / size + (count % size == 0 ? 0 : 1)
    }

    /// The nearest whole number; nil if it is outside `range` or there is none, as for NaN.
    package static func integer(_ number: Double, in range: ClosedRange<Int>) -> Int? {
        guard let whole = Int(exactly: number.rounded()), range.contains(whole) else { return nil }
        return whole
    }
}
