/// The frequency of each kind of sample.
struct SampleMix {
    /// The fraction of all samples that are non-digits, 0 ... 1.
    var nonDigit: Float
    /// The fraction of MNIST's digits that stay near what they are, 0 ... 1.
    var nearMNIST: Float
    /// The fraction of MNIST's digits that are placed anywhere in the field and damaged; the rest are crops from a page.
    var field: Float

    /// For most of the training: few samples are easy.
    static func wide(nonDigit: Float) -> SampleMix { SampleMix(nonDigit: nonDigit, nearMNIST: 0.2, field: 0.25) }

    /// For its end: most digits are as they were written, so that the network converges on these (He et al. 2019, "Data
    /// Augmentation Revisited: Rethinking the Distribution Gap between Clean and Augmented Data").
    static func refining(nonDigit: Float) -> SampleMix { SampleMix(nonDigit: nonDigit * 5 / 6, nearMNIST: 0.65, field: 0.12) }
}
