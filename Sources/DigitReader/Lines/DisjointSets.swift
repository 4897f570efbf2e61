/// Disjoint sets, which can be joined (union-find with path halving).
struct DisjointSets {
    private var parents: [Int]

    /// Each of 0..<count by itself.
    init(count: Int) { parents = Array(0..<count) }

    /// The representative of a member's set.
    mutating func root(_ member: Int) -> Int {
        var member = member
        while parents[member] != member {
            parents[member] = parents[parents[member]]
            member = parents[member]
        }
        return member
    }

    /// Joins the sets of two members.
    mutating func join(_ a: Int, _ b: Int) {
        let (x, y) = (root(a), root(b))
        parents[max(x, y)] = min(x, y)
    }
}
