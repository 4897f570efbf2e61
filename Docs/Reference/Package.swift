// swift-tools-version: 6.2
import PackageDescription

/// The reference, generated with the DocC plugin. A package of its own, so that nobody who uses the libraries fetches the plugin.
let package = Package(
    name: "digits-reference",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "digits", path: "../..", traits: []),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", exact: "1.5.0"),
    ],
    targets: [
        .target(
            name: "DigitsReference",
            dependencies: [
                .product(name: "DigitNN", package: "digits"), .product(name: "DigitReader", package: "digits"),
                .product(name: "DigitRecognizer", package: "digits"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
