/// Sets without common members, which can be joined (union-find with path halving).
struct DisjointSets {
    private var parents: [Int]

    /// Each of 0..<count by itself.
    init(count: Int) { parents = Array(0..<count) }

    /// A member that stands for its whole set.
    mutating func root(_ member: Int) -> Int {
        var member = member
        while parents[member] != member {
            parents[member] = parents[parents[member]]
            member = parents[member]
        }
        return member
    }

    /// Makes one set of two.
    mutating func join(_ a: Int, _ b: Int) {
        let (x, y) = (root(a), root(b))
        parents[max(x, y)] = min(x, y)
    }
}
