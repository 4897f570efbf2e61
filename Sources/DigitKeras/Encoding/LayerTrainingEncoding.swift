import DigitJSON
import DigitNN

extension ModelEncoder {
    /// A layer's training settings, other than `trainable`.
    func settings(of training: LayerTraining, of layer: any Layer, _ parameters: [Parameter]) -> [JSON.Member] {
        var members: [JSON.Member] = []
        for parameter in parameters {
            let keys = TrainingKeys(parameter, of: layer)
            if let regularizer = training.regularizers[parameter.name] {
                members.append(.init(keys.regularizers[0], regularizer.kerasConfiguration))
            }
            if let constraint = training.constraints[parameter.name] {
                members.append(.init(keys.constraints[0], constraint.kerasConfiguration))
            }
        }
        if let regularizer = training.activityRegularizer {
            members.append(.init("activity_regularizer", regularizer.kerasConfiguration))
        }
        return members
    }
}
