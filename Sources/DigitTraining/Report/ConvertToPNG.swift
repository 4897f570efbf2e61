import DigitFiles
import DigitTensor

/// Makes a PNG beside each of some SVG files, at twice their size, where librsvg's `rsvg-convert` is installed; else none.
/// - Parameter paths: without `.svg`.
func convertToPNG(_ paths: [String]) {
    ThreadPool(threads: nil).run(paths.count) { index, _ in
        // A picture that cannot be made is one that is missing: the same is in the SVG.
        try? replaceFile(at: "\(paths[index]).png") { temporary in
            _ = try runProgram(
                ["rsvg-convert", "--zoom=2", "--output", temporary, "\(paths[index]).svg"],
                limits: ProgramLimits(seconds: 60, memory: 2 << 30, output: 256 << 20))
        }
    }
}
