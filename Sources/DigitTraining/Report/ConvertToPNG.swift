import DigitFiles
import DigitTensor

/// Makes a PNG beside each of some SVG files, at twice their size, if librsvg's `rsvg-convert` is installed.
/// - Parameter paths: without `.svg`.
func convertToPNG(_ paths: [String]) {
    ThreadPool(threads: nil).run(paths.count) { index, _ in
        // A picture that cannot be made is simply missing: the SVG shows the same. Through a pipe, so that a converter that
        // outlives this program leaves no file.
        let png = try? runProgram(
            ["rsvg-convert", "--zoom=2", "\(paths[index]).svg"],
            limits: ProgramLimits(seconds: 60, memory: 2 << 30, output: 256 << 20))
        if let png, !png.isEmpty { try? writeFile(png, to: "\(paths[index]).png") }
    }
}
