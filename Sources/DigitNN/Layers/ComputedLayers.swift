/// The kinds of layers that the engine computes: those with a case in `Plan`. Besides them, every `ElementwiseLayer`, which brings
/// its activation.
package let computedLayers: [any Layer.Type] = [
    AveragePooling2D.self, BatchNormalization.self, CenterCrop.self, Concatenate.self, Conv1D.self, Conv2D.self,
    Conv2DTranspose.self,
    Cropping2D.self, Dense.self, DepthwiseConv2D.self, Dropout.self, ElementwiseMerge.self, Flatten.self,
    GlobalAveragePooling2D.self, GroupNormalization.self, GlobalMaxPooling2D.self, Normalization.self, InferenceIdentity.self,
    LayerNormalization.self, MaxPooling2D.self, PReLU.self, Pooling1D.self, Resizing.self, Permute.self,
    Rescaling.self, Reshape.self, SeparableConv2D.self, UpSampling2D.self, ZeroPadding2D.self,
]

private let computedKinds = Set(computedLayers.map { ObjectIdentifier($0) })

extension Layer {
    /// Checks that the engine computes this kind of layer, so that none is left out of a network without a word.
    func requireComputed() throws(NetworkError) {
        guard self is any ElementwiseLayer || computedKinds.contains(ObjectIdentifier(Self.self)) else {
            throw failure("a kind of layer that the engine computes expected, or an ElementwiseLayer, got \(Self.self)")
        }
    }
}
