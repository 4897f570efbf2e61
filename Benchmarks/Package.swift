// swift-tools-version: 6.2
import PackageDescription

/// A package of its own, so that nobody who depends on the library builds its measurements.
let package = Package(
    name: "digits-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "digits", path: "..", traits: [])],
    targets: [
        .executableTarget(
            name: "digits-bench",
            dependencies: [.product(name: "DigitNN", package: "digits"), .product(name: "DigitFiles", package: "digits")])
    ],
    swiftLanguageModes: [.v6]
)
