// swift-tools-version: 6.2
import PackageDescription

/// A package as somebody else might write it, which depends on this one by version.
/// `Scripts/checks/consumer` builds and runs it against a clone with a tag.
let package = Package(
    name: "consumer",
    platforms: [.macOS(.v15)],
    dependencies: [.package(url: Context.environment["DIGITS_REPOSITORY"] ?? "file:///digits", from: "1.0.0", traits: [])],
    targets: [
        .executableTarget(name: "Consumer", dependencies: [.product(name: "DigitRecognizer", package: "digits")]),
        // The examples of Docs/LIBRARY.md, put here by the script.
        .executableTarget(
            name: "LibraryRecognize",
            dependencies: [.product(name: "DigitRecognizer", package: "digits"), .product(name: "DigitPhoto", package: "digits")]),
        .executableTarget(
            name: "LibraryRead",
            dependencies: [.product(name: "DigitReader", package: "digits"), .product(name: "DigitImage", package: "digits")]),
        .executableTarget(
            name: "LibraryTrain",
            dependencies: [
                .product(name: "DigitFiles", package: "digits"), .product(name: "DigitKeras", package: "digits"),
                .product(name: "DigitNN", package: "digits"),
            ]),
        // The examples of the articles in the DocC catalogs, put here by the script too.
        .executableTarget(
            name: "ArticleReadADigit",
            dependencies: [.product(name: "DigitRecognizer", package: "digits"), .product(name: "DigitPhoto", package: "digits")]),
        .executableTarget(name: "ArticleReadAPage", dependencies: [.product(name: "DigitReader", package: "digits")]),
        .executableTarget(
            name: "ArticleTrainANetwork",
            dependencies: [
                .product(name: "DigitFiles", package: "digits"), .product(name: "DigitKeras", package: "digits"),
                .product(name: "DigitNN", package: "digits"),
            ]),
        .executableTarget(
            name: "ArticleRunAKerasModel",
            dependencies: [.product(name: "DigitKeras", package: "digits"), .product(name: "DigitNN", package: "digits")]),
    ],
    swiftLanguageModes: [.v6]
)
