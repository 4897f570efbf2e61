import DigitNN

extension Evaluation {
    /// The accuracy as counted by `digits evaluate`: for a network that also has a class for everything else, the answer is the
    /// most likely of the data's classes. A sample that is none of them is right if that class is more likely than all others.
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
