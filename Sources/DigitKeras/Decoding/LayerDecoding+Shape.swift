import DigitJSON
import DigitNN
import DigitTensor

extension ChainBuilder {
    /// With `channels_first`, Keras's Flatten moves the channels to the end before it flattens.
    mutating func decodeFlatten(_ settings: LayerSettings) throws(KerasError) {
        if settings.values["data_format"]?.string == "channels_first", shape.rank > 1 {
            if shape.rank == 3 {
                try arrangeImage(for: .channelsFirst)
            } else {
                try append(Permute(Array(2...shape.rank) + [1], name: "\(settings.name)_order"))
            }
        } else {
            try restoreKerasOrder()
        }
        try append(Flatten(name: settings.name))
    }
}
