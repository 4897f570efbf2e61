/// Adds the file's name to errors that do not know it.
package func naming<Result>(_ file: String, _ body: () throws -> Result) throws(FileError) -> Result {
    do {
        return try body()
    } catch { throw FileError(path: file, problem: "\(error)") }
}
