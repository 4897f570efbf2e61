import DigitFiles
import DigitJSON
import DigitTensor

/// The raw contents of a Keras file: configurations as JSON and arrays by name.
package struct KerasArchive: Sendable {
    /// How a file groups its weights.
    package enum Layout: Sendable {
        /// HDF5 as written by `model.save("x.h5")` and the old `save_weights`: a group for each layer, named like the layer.
        case byLayerName
        /// The layout of `.keras` files and Keras 3's `.weights.h5`: groups by attribute and class, such as `layers/conv2d_1`.
        case byObjectPath
    }

    /// An array with its name in the file.
    package struct NamedTensor: Sendable {
        package let name: String
        package let tensor: Tensor
        /// The value if the file holds a single whole number: 32-bit floats count only to 16,777,216.
        package let integer: Int?
    }

    /// The arrays of one group, in the order in which Keras returns them.
    package struct Group: Sendable {
        package let name: String
        package let weights: [NamedTensor]
    }

    /// The file's name, for error messages.
    package let file: String
    package let layout: Layout
    /// The architecture; nil in a file of weights only.
    package var modelConfiguration: JSON?
    /// How the model was compiled; nil if it was not.
    package var trainingConfiguration: JSON?
    /// The version of Keras that wrote the file. The oldest files do not have it.
    package var kerasVersion: String?
    /// `tensorflow`, `theano`, … The oldest files do not have it.
    package var backend: String?
    /// A text for programs other than Keras, see `KerasSaveOptions.annotation`.
    package var annotation: String?
    /// The weights of each layer that has a group, in the file's order.
    package var groups: [Group]
    /// The optimizer's variables, in the file's order.
    package var optimizer: [NamedTensor]
}

extension KerasArchive {
    /// The name of the annotation among HDF5's attributes and in the metadata of a `.keras` file.
    static let annotationName = "annotation"

    /// Reads a file's bytes: HDF5 or zip, distinguished by their first bytes, since names mislead.
    package init(bytes: [UInt8], name: String) throws(KerasError) {
        if bytes.starts(with: H5File.signature) {
            self = try KerasArchive(hdf5: bytes, name: name)
        } else if bytes.starts(with: ZipReader.signature) {
            self = try KerasArchive(zip: bytes, name: name)
        } else {
            throw KerasError(file: name, problem: "an HDF5 or .keras file expected, found \(describeStart(of: bytes))")
        }
    }

    func failure(_ problem: String) -> KerasError { KerasError(file: file, problem: problem) }
}

/// The first bytes of a file as text for an error message.
private func describeStart(of bytes: [UInt8]) -> String {
    let start = bytes.prefix(16)
    if start.isEmpty { return "an empty file" }
    if start.allSatisfy({ (0x20..<0x7F).contains($0) || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }) {
        return "text: " + JSON.string(String(decoding: start, as: UTF8.self)).text
    }
    let digits = bytes.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return "bytes " + digits.joined(separator: " ")
}

/// Parses the JSON of a text in a file.
package func parseJSON(_ text: [UInt8], _ label: String, file: String) throws(KerasError) -> JSON {
    guard text.count <= H5Limits.configurationBytes else {
        throw KerasError(
            file: file, problem: "\(label): at most \(H5Limits.configurationBytes) bytes expected, found \(text.count)")
    }
    do {
        return try JSONReader.value(of: text, dialect: .python)
    } catch {
        throw KerasError(file: file, problem: "\(label): \(error.description)")
    }
}
