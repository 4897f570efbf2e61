// swift-tools-version: 6.2
import PackageDescription

/// A separate package, so that packages that depend on the library do not build its benchmarks.
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
