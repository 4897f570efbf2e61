/// The names of a data set's IDX files, and the other ways in which it differs from MNIST.
package struct IDXNames: Equatable, Sendable {
    /// A file's name: a stem and a kind, with a hyphen or a dot between them.
    struct File: Equatable, Sendable {
        let stem: String
        let kind: String

        /// The names that it may have.
        var names: [String] { ["\(stem)-\(kind)", "\(stem)-\(kind).gz", "\(stem).\(kind)", "\(stem).\(kind).gz"] }
    }

    let training: (images: File, labels: File)
    let test: (images: File, labels: File)
    /// Whether rows and columns are exchanged, as in EMNIST, whose files came from MATLAB.
    package let isTransposed: Bool
    /// The number of classes of a set with this name; nil if the name does not say.
    package let classCount: Int?

    private init(
        _ training: String, _ test: String, labels: String = "idx1-ubyte", isTransposed: Bool = false, classCount: Int? = nil
    ) {
        func files(_ stem: String) -> (File, File) {
            (File(stem: "\(stem)-images", kind: "idx3-ubyte"), File(stem: "\(stem)-labels", kind: labels))
        }
        (self.training, self.test) = (files(training), files(test))
        (self.isTransposed, self.classCount) = (isTransposed, classCount)
    }

    package static func == (a: IDXNames, b: IDXNames) -> Bool { a.training == b.training && a.test == b.test }

    /// MNIST, Fashion-MNIST, KMNIST.
    package static let mnist = IDXNames("train", "t10k")
    /// QMNIST (Yadav and Bottou 2019), whose labels have seven more numbers.
    static let qmnist = IDXNames("qmnist-train", "qmnist-test", labels: "idx2-int")
    /// The parts of EMNIST (Cohen et al. 2017), those of digits first. Letters are numbered from 1.
    static let emnist = [("digits", 10), ("mnist", 10), ("letters", 27), ("balanced", 47), ("bymerge", 47), ("byclass", 62)].map {
        IDXNames("emnist-\($0)-train", "emnist-\($0)-test", isTransposed: true, classCount: $1)
    }

    /// The names of a set's files; nil if they are not IDX files.
    package init?(of names: some Sequence<String>) {
        let names = Set(names)
        let known = [Self.mnist, Self.qmnist] + Self.emnist
        let found = known.first { known in
            [known.training.labels, known.test.labels].contains { file in file.names.contains { names.contains($0) } }
        }
        guard let found else { return nil }
        self = found
    }
}
