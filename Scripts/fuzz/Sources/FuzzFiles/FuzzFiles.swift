import FuzzDriver

/// `fuzz-files TARGET`, then the arguments of libFuzzer.
@main
enum FuzzFiles {
    static func main() {
        fuzz([
            "json": readJSON, "configuration": readConfiguration, "hdf5": readHDF5, "keras": readKeras, "idx": readIDX,
            "npz": readNPZ, "csv": readTable, "run": readRun, "pictures": readPicture, "document": readDocument,
            "page": readPage, "pattern": readPattern, "form-file": readForm, "proposal": proposeFields, "sheet": readSheet,
        ])
    }
}
