/// The likeliest ways to choose one of several things, several times.
package struct LikelyCombinations {
    private let weights: [[Double]]
    /// The things from the likeliest on.
    private let order: [[Int]]
    /// From each time on, the weight of the likeliest choices.
    private let following: [Double]
    private let most: Int
    /// What weighs less is left out.
    private var least: Double

    /// At first, what is less likely than the likeliest by more is left out.
    private static let leastShare = 1e-10

    /// - Parameters:
    ///   - weights: for each time, the weights of the things to choose from, at least one.
    ///   - most: how many ways there are at most.
    package init(_ weights: [[Double]], most: Int) {
        (self.weights, self.most) = (weights, most)
        order = weights.map { row in row.indices.sorted { row[$0] > row[$1] } }
        var following = [1.0]
        for row in weights.reversed() { following.append(following[following.count - 1] * (row.max() ?? 0)) }
        self.following = following.reversed()
        // The likeliest is left whatever rounding does.
        let highest = self.following[0] * (1 - 1e-9)
        least = highest * Self.leastShare
        while least < highest, hasMore { least = min(highest, 10 * least) }
    }

    /// Calls `use` with each way and its weight, the product of those of its things.
    package func forEach(_ use: (_ chosen: [Int], _ weight: Double) -> Void) {
        var left = most
        visit { chosen, weight in
            use(chosen, weight)
            left -= 1
            return left > 0
        }
    }

    /// Whether there are more ways than there may be.
    private var hasMore: Bool {
        var count = 0
        visit { _, _ in
            count += 1
            return count <= most
        }
        return count > most
    }

    /// Depth first, until `use` says that it is enough.
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
