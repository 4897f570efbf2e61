/// Has errors that know nothing of files say which one they are about.
package func naming<Result>(_ file: String, _ body: () throws -> Result) throws(FileError) -> Result {
    do {
        return try body()
    } catch { throw FileError(path: file, problem: "\(error)") }
}
