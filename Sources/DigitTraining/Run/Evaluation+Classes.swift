import DigitNN

extension Evaluation {
    /// The part that is read right, as `digits evaluate` counts it: of a network that also knows what is none of the data's classes, the
    /// answer is the likeliest of these. A sample that is none of them is right where that is likelier than all else.
    /// - Parameter classCount: the number of the data's classes, at most that of the outputs.
    func accuracy(ofClasses classCount: Int) -> Double {
        let width = confusion.count
        guard width > classCount, classCount > 0, !labels.isEmpty else { return accuracy }
        var right = 0
        for (sample, label) in labels.enumerated() {
            let classes = outputs[sample * width..<sample * width + classCount]
            let likeliest = classes.indices.max { classes[$0] < classes[$1] } ?? classes.startIndex
            right += (Int(label) < classCount ? likeliest - classes.startIndex : predictions[sample]) == Int(label) ? 1 : 0
        }
        return Double(right) / Double(labels.count)
    }
}
