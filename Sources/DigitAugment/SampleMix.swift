/// How often each kind of sample comes.
struct SampleMix {
    /// The part of all samples that is no digit, 0 ... 1.
    var nonDigit: Float
    /// The part of MNIST's digits that stay near what they are, 0 ... 1.
    var nearMNIST: Float
    /// The part of MNIST's digits that are anywhere in the field, and damaged; the rest are crops from a page.
    var field: Float

    /// For most of the training: few samples are easy.
    static func wide(nonDigit: Float) -> SampleMix { SampleMix(nonDigit: nonDigit, nearMNIST: 0.2, field: 0.25) }

    /// For its end: most digits are as they were written, so that what the network settles on fits these (He et al. 2019, "Data
    /// Augmentation Revisited: Rethinking the Distribution Gap between Clean and Augmented Data").
    static func refining(nonDigit: Float) -> SampleMix { SampleMix(nonDigit: nonDigit * 5 / 6, nearMNIST: 0.65, field: 0.12) }
}
