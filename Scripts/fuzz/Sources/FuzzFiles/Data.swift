import DigitData
import DigitDatasets
import DigitFiles
import DigitReport
import DigitText
import DigitTraining

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A temporary folder for input that is only read from files.
private let folder: String = {
    let path = "/tmp/digits-fuzz-\(getpid())"
    do { try makeFolders(path) } catch { fatalError("\(error)") }
    return path
}()

private func write(_ bytes: [UInt8], _ name: String) -> String {
    let path = "\(folder)/\(name)"
    guard let file = fopen(path, "w") else { fatalError(path) }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
    return path
}

/// IDX files, compressed or not.
func readIDX(_ bytes: [UInt8]) {
    var bytes = bytes
    if isGzip(bytes) {
        guard let unpacked = try? gunzip(bytes, limit: unpackedLimit(ofPacked: bytes.count)) else { return }
        bytes = unpacked
    }
    if let images = try? IDX.images(from: bytes) {
        precondition(images.pixels.count == images.count * images.rows * images.columns, "as many pixels as the header says")
    }
    _ = try? IDX.labels(from: bytes)
}

/// A NumPy archive; bytes that are not one become the images of one.
func readNPZ(_ bytes: [UInt8]) {
    var archive = bytes
    if !bytes.starts(with: ZipReader.signature) {
        let labels =
            Array("\u{93}NUMPY".unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }) + [1, 0, 54, 0]
            + Array("{'descr': '|u1', 'fortran_order': False, 'shape': (2,)}".utf8.prefix(54)) + [1, 2]
        guard
            let made = try? ZipWriter.archive(
                [.init(name: "x_train.npy", bytes: bytes), .init(name: "y_train.npy", bytes: labels)], name: "file")
        else { return }
        archive = made
    }
    load(write(archive, "data.npz"))
}

/// A table of images.
func readTable(_ bytes: [UInt8]) { load(write(bytes, "data.csv")) }

private func load(_ path: String) {
    guard let data = try? DataSource(path).load() else { return }
    let count = data.training.count * data.training.shape.count
    guard case .bytes(let bytes, _, _) = data.training.values else { return }
    precondition(bytes.count == count, "as many pixels as images have")
}

/// The table, the record and the results of a run: three parts of the bytes.
func readRun(_ bytes: [UInt8]) {
    let parts = bytes.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false).map(Array.init)
    for (name, part) in zip(["results.csv", "args.json", "result.json"], parts + Array(repeating: [], count: 3)) {
        _ = write(part, name)
    }
    guard let folder = try? RunFolder.existing(folder) else { return }
    _ = try? ResultsTable.rows(of: folder)
    guard let overview = try? RunOverview(folder.path) else { return }
    let comparison = RunComparison([overview, overview])
    _ = (comparison.table, comparison.plot.svg, jsonText(comparison.runs))
}
