/// All names of each kind in Keras 3.15.1, without those of layers that merge, and of what has no meaning in a file.
enum KerasNames {
    static let layers = """
        Activation ActivityRegularization AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D \
        AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D AdditiveAttention AlphaDropout Attention AugMix AutoContrast \
        AveragePooling1D AveragePooling2D AveragePooling3D BatchNormalization Bidirectional CategoryEncoding CenterCrop \
        ContrastLimitedAdaptiveHistogramEqualization Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose ConvLSTM1D \
        ConvLSTM2D ConvLSTM3D Cropping1D Cropping2D Cropping3D CutMix Dense DepthwiseConv1D DepthwiseConv2D Discretization Dropout ELU \
        EinsumDense Embedding Equalization Flatten GRU GaussianDropout GaussianNoise GlobalAveragePooling1D GlobalAveragePooling2D \
        GlobalAveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D GroupNormalization GroupedQueryAttention \
        HashedCrossing Hashing Identity IntegerLookup LSTM Lambda LayerNormalization LeakyReLU Masking MaxNumBoundingBoxes \
        MaxPooling1D MaxPooling2D MaxPooling3D MelSpectrogram MixUp MultiHeadAttention Normalization PReLU Permute RMSNormalization RNN \
        RandAugment RandomBrightness RandomColorDegeneration RandomColorJitter RandomContrast RandomCrop RandomElasticTransform \
        RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale RandomHue RandomInvert RandomPerspective RandomPosterization \
        RandomRotation RandomSaturation RandomSharpness RandomShear RandomTranslation RandomZoom ReLU RepeatVector Rescaling Reshape \
        Resizing ReversibleEmbedding STFTSpectrogram SeparableConv1D SeparableConv2D SimpleRNN Softmax Solarization SpatialDropout1D \
        SpatialDropout2D SpatialDropout3D SpectralNormalization StringLookup TextVectorization TimeDistributed UnitNormalization \
        UpSampling1D UpSampling2D UpSampling3D ZeroPadding1D ZeroPadding2D ZeroPadding3D
        """
    static let optimizers = """
        Adadelta Adafactor Adagrad Adam AdamW Adamax Ftrl Lamb Lion LossScaleOptimizer MultiOptimizer Muon Nadam RMSprop SGD \
        ScheduleFreeAdamW
        """
    static let losses = """
        binary_crossentropy binary_focal_crossentropy categorical_crossentropy categorical_focal_crossentropy \
        categorical_generalized_cross_entropy categorical_hinge circle cosine_similarity ctc dice hinge huber kl_divergence log_cosh \
        mean_absolute_error mean_absolute_percentage_error mean_squared_error mean_squared_logarithmic_error poisson \
        sparse_categorical_crossentropy squared_hinge tversky
        """
    static let metrics = """
        accuracy auc binary_accuracy binary_crossentropy categorical_accuracy categorical_crossentropy categorical_hinge \
        concordance_correlation cosine_similarity f1_score false_negatives hinge huber kl_divergence mean_absolute_error \
        mean_squared_error pearson_correlation poisson precision r2_score recall sparse_categorical_accuracy \
        sparse_categorical_crossentropy sparse_top_k_categorical_accuracy squared_hinge top_k_categorical_accuracy true_positives
        """
    static let activations = """
        celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_tanh leaky_relu linear log_sigmoid log_softmax mish relu \
        relu6 selu sigmoid silu soft_shrink softmax softplus softsign sparse_plus sparse_sigmoid sparsemax squareplus tanh tanh_shrink \
        threshold
        """
}
