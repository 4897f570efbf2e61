import DigitFiles

/// A known form of data that is not supported. Docs/TRAINING.md lists them.
package enum RefusedForm: String, CaseIterable, Sendable {
    case pickle = "pickle file"
    case parquet = "Parquet file"
    case matlab73 = "MATLAB 7.3 file"
    case hdf5 = "HDF5 file"
    case arff = "ARFF table"
    case otherArchive = "archive other than .zip"
    case lonelyIDX = "one of several IDX files"

    /// The form of a file, by its first bytes and its name; nil for any other.
    init?(start: [UInt8], name: String) {
        func ends(_ endings: String...) -> Bool { endings.contains(where: name.lowercased().hasSuffix) }
        let isPickle = start.count > 1 && start[0] == 0x80 && (2...5).contains(start[1])
        let isTar = start.dropFirst(257).starts(with: Array("ustar".utf8))
        if isPickle || ends(".pkl", ".pickle", ".pkl.gz", ".pickle.gz") {
            self = .pickle
        } else if start.starts(with: Array("PAR1".utf8)) || ends(".parquet") {
            self = .parquet
        } else if start.starts(with: Array("MATLAB 7.3".utf8)) {
            self = .matlab73
        } else if start.starts(with: [0x89] + Array("HDF\r\n".utf8)) {
            self = .hdf5
        } else if ends(".arff") {
            self = .arff
        } else if isTar || ends(".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".7z", ".rar") {
            self = .otherArchive
        } else if name.contains("-ubyte") || name.contains("-int.gz") {
            self = .lonelyIDX
        } else {
            return nil
        }
    }

    /// The form and what to do about it, for messages.
    var text: String {
        switch self {
        case .pickle: "a pickle file, which can run code when it is read; numpy.savez writes its arrays as .npz"
        case .parquet: "a Parquet file; numpy.savez writes its images and labels as .npz"
        case .matlab73: "a MATLAB 7.3 file; save(…, '-v7') writes a version that can be read"
        case .hdf5: "an HDF5 file; numpy.savez writes its arrays as .npz"
        case .arff: "an ARFF table; OpenML has it as .csv too"
        case .otherArchive: "an archive other than .zip; unpack it first"
        case .lonelyIDX: "one of several IDX files; name their folder"
        }
    }
}
