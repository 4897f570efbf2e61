import DigitImage
import DigitPhoto
import Testing

@Suite struct DecodeImageTests {
    @Test("Pixels as Pillow decodes them", arguments: Golden.all)
    func pixels(golden: Golden) throws {
        let image = try decodeImage(at: "\(Golden.folder)/\(golden.name)")
        #expect(image.width == golden.expected.width && image.height == golden.expected.height)
        try #require(image.pixels.count == golden.expected.pixels.count)
        let worst = zip(image.pixels, golden.expected.pixels).map { abs(Int($0) - Int($1)) }.max()!
        #expect(worst <= golden.tolerance)
    }

    @Test("The same from bytes as from the file")
    func bytes() throws {
        let golden = Golden.named("rgb8.png")
        #expect(try decodeImage(golden.bytes, name: "x") == decodeImage(at: "\(Golden.folder)/rgb8.png"))
    }

    @Test(
        "BMP and PPM have the colors of the same picture as PNG, which Leptonica decodes",
        arguments: ["raw.ppm", "plain.ppm", "rgb24.bmp", "core-header.bmp", "top-down32.bmp", "bottom-up32.bmp"])
    func colors(name: String) throws {
        #expect(
            try decodeColorImage(at: "\(Golden.folder)/\(name)") == decodeColorImage(at: "\(Golden.folder)/rgb8.png"))
    }

    @Test("A palette's colors are kept: make.py has the color i be 9 i, 255 - 17 i, 17 i")
    func paletteColors() throws {
        let image = try decodeColorImage(at: "\(Golden.folder)/palette4.bmp")
        let indices = stride(from: 0, to: image.pixels.count, by: 3).map { Int(image.pixels[$0]) / 9 }
        // The file has 1, 6, 7, … 12; its 0 is in the padding of rows.
        #expect(Set(indices) == [1, 6, 7, 8, 9, 10, 11, 12])
        #expect(image.pixels == indices.flatMap { [UInt8(9 * $0), UInt8(255 - 17 * $0), UInt8(17 * $0)] })
    }

    @Test("The goldens distinguish all orientations")
    func orientationsDiffer() {
        let images = (1...8).map { Golden.named("exif\($0).jpg").expected }
        for (i, image) in images.enumerated() { #expect(images.firstIndex(of: image) == i) }
    }

    @Test("An invalid orientation leaves the image unchanged", arguments: [0, 9, 255] as [UInt8])
    func nonsenseOrientation(value: UInt8) throws {
        var bytes = Golden.named("exif6-little-endian.jpg").bytes
        let entry = try #require(bytes.indices.first { bytes[$0...].starts(with: [0x12, 0x01, 0x03, 0, 1, 0, 0, 0, 6]) })
        bytes[entry + 8] = value
        let image = try decodeImage(bytes, name: "x")
        #expect(image.width == 37 && image.height == 23)
    }

    @Test("Decoding from many threads at once")
    func concurrently() async throws {
        await withTaskGroup(of: Bool.self) { group in
            for golden in Golden.all + Golden.all {
                group.addTask { (try? decodeImage(golden.bytes, name: golden.name))?.width == golden.expected.width }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
