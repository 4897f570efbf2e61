import DigitData
import DigitTensor

/// The batches of a training, and its validation.
protocol TrainingBatches: AnyObject {
    /// The weights that are trained.
    var store: ParameterStore { get }
    /// The most samples of a batch.
    var batchSize: Int { get }
    /// The number of steps in an epoch.
    var stepsPerEpoch: Int { get }
    /// The results on the validation samples after the last epoch, class by class; nil if unknown.
    var evaluation: Evaluation? { get }

    /// The number of samples in the first `steps` steps of an epoch.
    func sampleCount(ofSteps steps: Int, inEpoch epoch: Int) -> Int
    /// Prepares a batch.
    /// - Parameters:
    ///   - step: its index in the epoch, from 0.
    ///   - epoch: the number of earlier epochs, including those of earlier trainings.
    /// - Returns: a closure that runs it, and its number of samples.
    func prepare(step: Int, ofEpoch epoch: Int) -> (engine: TrainingEngine, objective: any Objective, count: Int)
    /// Evaluates the network on the validation samples; nil if there are none.
    /// - Parameter averaged: the network with the averaged weights, if those are to be evaluated.
    func validate(averaged: Sequential?) throws(TrainingError) -> EpochReport.Result?
}

/// Batches of a dataset, each epoch in a new random order.
final class DatasetBatches: TrainingBatches {
    private let data: Dataset
    private let validation: Dataset?
    private let loss: Loss
    private let validationWeights: [Float]?
    private let topK: [Int]
    private let seed: UInt64
    let batchSize: Int
    private let plan: Plan
    private let engine: TrainingEngine
    private let objective: ClassificationObjective
    /// The order of the epoch under way.
    private var order: (epoch: Int, samples: [UInt32])?
    private(set) var evaluation: Evaluation?

    init(_ data: Dataset, validation: Dataset?, model: Sequential, trainer: Trainer, pool: ThreadPool) {
        (self.data, self.validation, loss, seed) = (data, validation, trainer.loss, trainer.seed)
        (validationWeights, topK) = (trainer.validationWeights, trainer.topK)
        batchSize = min(trainer.batchSize, data.count)
        plan = Plan(model, training: true, lines: pool.threadCount > 1 ? SharedLines() : nil)
        objective = ClassificationObjective(
            plan, data, loss: trainer.loss, batchSize: batchSize, threadCount: pool.threadCount,
            augmentation: trainer.augmentation, classWeights: trainer.classWeights, sampleWeights: trainer.sampleWeights,
            ranks: !topK.isEmpty)
        engine = TrainingEngine(plan, objective: objective, batchSize: batchSize, pool: pool, topK: topK)
    }

    var store: ParameterStore { plan.store }
    var stepsPerEpoch: Int { (data.count + batchSize - 1) / batchSize }

    func sampleCount(ofSteps steps: Int, inEpoch epoch: Int) -> Int { min(steps * batchSize, data.count) }

    func prepare(step: Int, ofEpoch epoch: Int) -> (engine: TrainingEngine, objective: any Objective, count: Int) {
        if order?.epoch != epoch {
            var shuffle = Philox(seed: seed, stream: .shuffle, index: UInt32(truncatingIfNeeded: epoch))
            order = (epoch, shuffle.permutation(data.count))
        }
        objective.samples = order!.samples[step * batchSize..<min((step + 1) * batchSize, data.count)]
        return (engine, objective, objective.samples.count)
    }

    func validate(averaged: Sequential?) -> EpochReport.Result? {
        guard let validation else { return nil }
        let inference = InferenceEngine(averaged.map { Plan($0, training: false) } ?? plan, pool: engine.pool)
        let penalty = averaged?.regularizationLoss ?? engine.rules.loss ?? 0
        let result = inference.evaluation(of: validation, loss: loss, weights: validationWeights, penalty: penalty)
        evaluation = result
        return .init(loss: result.loss, accuracy: result.accuracy, topK: topK.map(result.topKAccuracy))
    }
}
