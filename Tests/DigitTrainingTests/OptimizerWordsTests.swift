import DigitNN
import DigitTraining
import Testing

struct OptimizerWordsTests {
    @Test(
        "An optimizer's description names its learning rate and unusual settings",
        arguments: [
            (Optimizer.adam(), "Adam, learning rate 0.001"),
            (.adam(learningRate: 0.01, beta2: 0.99), "Adam, learning rate 0.01, beta 2 0.99"),
            (.adamW(), "AdamW, learning rate 0.001, weight decay 0.004"),
            (.sgd(momentum: 0.9, nesterov: true), "SGD, learning rate 0.01, momentum 0.9, Nesterov's correction"),
            (.rmsprop(centered: true), "RMSprop, learning rate 0.001, centered"),
        ])
    func words(optimizer: Optimizer, words: String) { #expect(optimizer.words == words) }
}
