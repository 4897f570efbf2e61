/// The keys of an object, to notice one that appears twice.
struct JSONKeys {
    private var first: [String] = []
    private var others: Set<String> = []

    /// Comparing with this many is faster than hashing, and most objects have no more.
    private static let few = 8

    /// Adds a key.
    /// - Returns: whether it is new.
    mutating func insert(_ key: String) -> Bool {
        if first.contains(key) { return false }
        if first.count == Self.few { return others.insert(key).inserted }
        first.append(key)
        return true
    }
}
