/// The most likely combinations of one choice from each of several lists.
package struct LikelyCombinations {
    private let weights: [[Double]]
    /// The choices of each list by descending weight.
    private let order: [[Int]]
    /// For each list, the greatest weight of a combination of choices from it and all following lists.
    private let following: [Double]
    private let most: Int
    /// The least weight of a combination that is visited.
    private var least: Double

    /// The initial least weight, as a fraction of the greatest.
    private static let leastShare = 1e-10

    /// - Parameters:
    ///   - weights: for each list, the weights of its choices; at least one.
    ///   - most: the greatest number of combinations.
    package init(_ weights: [[Double]], most: Int) {
        (self.weights, self.most) = (weights, most)
        order = weights.map { row in row.indices.sorted { row[$0] > row[$1] } }
        var following = [1.0]
        for row in weights.reversed() { following.append(following[following.count - 1] * (row.max() ?? 0)) }
        self.following = following.reversed()
        // The most likely combination is visited whatever the rounding.
        let highest = self.following[0] * (1 - 1e-9)
        least = highest * Self.leastShare
        while least < highest, hasMore { least = min(highest, 10 * least) }
    }

    /// Calls `use` with each combination and its weight, the product of the weights of its choices.
    package func forEach(_ use: (_ chosen: [Int], _ weight: Double) -> Void) {
        var left = most
        visit { chosen, weight in
            use(chosen, weight)
            left -= 1
            return left > 0
        }
    }

    /// Whether more combinations than allowed reach the least weight.
    private var hasMore: Bool {
        var count = 0
        visit { _, _ in
            count += 1
            return count <= most
        }
        return count > most
    }

    /// Visits combinations depth first until `use` returns false.
    private func visit(_ use: ([Int], Double) -> Bool) {
        var chosen = [Int](repeating: 0, count: weights.count)
        func visit(_ place: Int, _ weight: Double) -> Bool {
            guard place < weights.count else { return use(chosen, weight) }
            for thing in order[place] {
                let longer = weight * weights[place][thing]
                guard longer * following[place + 1] >= least, longer > 0 else { break }
                chosen[place] = thing
                guard visit(place + 1, longer) else { return false }
            }
            return true
        }
        _ = visit(0, 1)
    }
}
