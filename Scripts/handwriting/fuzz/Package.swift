// swift-tools-version: 6.2
import PackageDescription

/// A package of its own, so that nobody who depends on the library builds it. `Scripts/handwriting/fuzz/run` builds and runs it.
let package = Package(
    name: "digits-fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "digits", path: "../../..")],
    targets: [
        .target(name: "CFuzzer"),
        .executableTarget(
            name: "fuzz-reading",
            dependencies: [
                "CFuzzer", .product(name: "DigitPhoto", package: "digits"), .product(name: "DigitReader", package: "digits"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
