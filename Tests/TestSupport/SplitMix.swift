package import DigitTensor

/// Random numbers that are the same in every run, so that failures can be reproduced.
package typealias SplitMix = DigitTensor.SplitMix
