import DigitNN
import DigitPlots
import DigitText

extension ImageResults {
    /// The confusion matrix.
    var confusionChart: ConfusionChart { ConfusionChart(counts: evaluation.confusion, names: classNames) }

    /// The first test images, and the first that were wrong.
    var predictionGrid: ImageGrid {
        let first = Array(0..<min(30, evaluation.count))
        let isRight = evaluation.isRight
        let mistakes = isRight.indices.lazy.filter { !isRight[$0] && $0 >= first.count }.prefix(20)
        return ImageGrid(
            title: "Predictions",
            subtitle: "the first \(first.count) test images, then the first mistakes",
            cells: (first + mistakes).map { cell($0) })
    }

    /// The images with the highest losses.
    var topLossGrid: ImageGrid {
        ImageGrid(
            title: "Highest losses", subtitle: "the class, the answer if it is wrong, and the loss",
            cells: evaluation.topLosses(limit: 40).map { cell($0, detail: "loss \(Double(evaluation.losses[$0]).fixed(2))") })
    }

    private func cell(_ index: Int, detail: String = "") -> ImageGrid.Cell {
        let isRight = evaluation.predictions[index] == Int(evaluation.labels[index])
        let answer = className(evaluation.predictions[index])
        let actual = className(Int(evaluation.labels[index]))
        return ImageGrid.Cell(
            png: pictures.png(index), caption: isRight ? actual : "\(actual), read as \(answer)", detail: detail, isRight: isRight
        )
    }
}
