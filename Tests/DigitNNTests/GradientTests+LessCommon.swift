import DigitNN
import DigitTensor

extension GradientTests {
    /// Layers that are less common.
    static let lessCommon: [Case] = [
        Case("LayerNormalization", [4, 5, 2], around([LayerNormalization()])),
        Case("LayerNormalization of all", [4, 5, 2], around([LayerNormalization(axes: [1, 2, 3], epsilon: 0.01)])),
        Case("LayerNormalization of columns", [4, 5, 2], around([LayerNormalization(axes: [2], scale: false)])),
        Case("GroupNormalization", [4, 5, 2], around([GroupNormalization(groups: 3)])),
        Case("GroupNormalization of all", [4, 5, 2], around([GroupNormalization(groups: 1, center: false)])),
        Case("GroupNormalization of each", [4, 5, 2], around([GroupNormalization(groups: -1, scale: false)])),
        Case("Cropping2D", [6, 7, 2], around([Cropping2D(top: 1, bottom: 0, left: 2, right: 1)])),
        Case("CenterCrop", [6, 7, 2], around([CenterCrop(Size2D(3, 4))])),
        Case("UpSampling2D", [4, 3, 2], around([UpSampling2D(Size2D(2, 3))])),
        Case("UpSampling2D, bilinear", [4, 3, 2], around([UpSampling2D(2, interpolation: .bilinear)])),
        Case("Resizing", [6, 7, 2], around([Resizing(Size2D(3, 9))])),
        Case("Resizing, nearest", [6, 7, 2], around([Resizing(Size2D(7, 4), interpolation: .nearest)])),
        Case(
            "Conv2DTranspose", [4, 4, 2], around([Conv2DTranspose(filters: 2, kernelSize: 3, strides: 2, activation: .tanh)])),
        Case(
            "Conv2DTranspose, same", [4, 4, 2],
            around([Conv2DTranspose(filters: 2, kernelSize: Size2D(2, 3), strides: Size2D(1, 2), padding: .same, useBias: false)])
        ),
        Case("Conv2DTranspose, pointwise", [4, 4, 2], around([Conv2DTranspose(filters: 4, kernelSize: 1)])),
        Case("Conv2DTranspose, gaps", [4, 4, 2], around([Conv2DTranspose(filters: 2, kernelSize: 1, strides: 2)])),
        Case("Conv2D, dilation", [8, 7, 2], around([Conv2D(filters: 4, kernelSize: 3, activation: .relu, dilation: 2)])),
        Case(
            "Conv2D, dilation, same", [8, 7, 2],
            around([Conv2D(filters: 4, kernelSize: 2, padding: .same, dilation: Size2D(1, 3))])),
        Case("Conv2D, groups", [6, 5, 2], around([Conv2D(filters: 6, kernelSize: 2, strides: 2, groups: 3)])),
        Case(
            "Conv1D, causal", [9, 2],
            [
                Conv1D(filters: 4, kernelSize: 2), Conv1D(filters: 3, kernelSize: 3, padding: .causal, dilation: 2),
                Pooling1D(), Conv1D(filters: 3, kernelSize: 2, padding: .same, groups: 3, activation: .tanh), Flatten(),
                Dense(units: 3, activation: .softmax),
            ]),
        Case(
            "Conv1D, means", [9, 2],
            [
                Conv1D(filters: 4, kernelSize: 3, stride: 2, padding: .same),
                Pooling1D(isAverage: true, poolSize: 2, stride: 1, padding: .same), Pooling1D(isAverage: true, poolSize: nil),
                Dense(units: 3, activation: .softmax),
            ]),
    ]

    /// Networks that are no chain.
    static let graphs: [Case] = {
        func graph(_ name: String, _ layers: [any Layer], _ sources: [[Int]], count: Int = 3) -> Case {
            var test = Case(name, [6, 5, 1], count: count, layers)
            test.sources = sources
            return test
        }
        var cases = ElementwiseMerge.Operation.allCases.map { operation in
            graph(
                "\(operation)",
                [
                    Conv2D(filters: 3, kernelSize: 2), Conv2D(filters: 3, kernelSize: 3, padding: .same, activation: .tanh),
                    ElementwiseMerge(operation), Flatten(), Dense(units: 3, activation: .softmax),
                ], [[-1], [0], [0, 1], [2], [3]])
        }
        cases.append(
            graph(
                "Concatenate of three, one of them twice",
                [
                    Conv2D(filters: 2, kernelSize: 2), Conv2D(filters: 3, kernelSize: 1, activation: .relu), Concatenate(),
                    Flatten(), Dense(units: 3, activation: .softmax),
                ], [[-1], [0], [0, 1, 0], [2], [3]]))
        cases.append(
            graph(
                "Concatenate along rows",
                [
                    Conv2D(filters: 2, kernelSize: 2), MaxPooling2D(poolSize: Size2D(2, 1)), Concatenate(axis: 1), Flatten(),
                    Dense(units: 3, activation: .softmax),
                ], [[-1], [0], [0, 1], [2], [3]]))
        cases.append(
            graph(
                "residual blocks with batch normalization",
                [
                    Conv2D(filters: 3, kernelSize: 3, padding: .same), Conv2D(filters: 3, kernelSize: 3, padding: .same),
                    BatchNormalization(), ActivationLayer(.relu), Conv2D(filters: 3, kernelSize: 3, padding: .same),
                    BatchNormalization(), ElementwiseMerge(.add), ReLU(), Conv2D(filters: 3, kernelSize: 1, strides: 2),
                    Conv2D(filters: 3, kernelSize: 3, strides: 2, padding: .same), ElementwiseMerge(.add),
                    GlobalAveragePooling2D(), Dense(units: 3, activation: .softmax),
                ],
                [[-1], [0], [1], [2], [3], [4], [5, 0], [6], [7], [7], [9, 8], [10], [11]], count: 9))
        cases.append(
            graph(
                "the input again", [Flatten(), Dense(units: 30), ElementwiseMerge(.add), Dense(units: 3, activation: .softmax)],
                [[-1], [0], [1, 0], [2]]))
        return cases
    }()
}
