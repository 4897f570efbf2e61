// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target: Swift 6 language mode with strict concurrency; no unsafe flags anywhere,
/// so that other packages can depend on this one by version.
let package = Package(
    name: "digits",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "digits", targets: ["digits"]),
        .library(name: "DigitRecognizer", targets: ["DigitRecognizer"]),
        .library(name: "DigitNN", targets: ["DigitNN", "DigitData", "DigitTensor"]),
        .library(name: "DigitKeras", targets: ["DigitKeras"]),
        .library(name: "DigitFiles", targets: ["DigitFiles"]),
        .library(name: "DigitDatasets", targets: ["DigitDatasets"]),
        .library(name: "DigitImage", targets: ["DigitImage"]),
        .library(name: "DigitPhoto", targets: ["DigitPhoto"]),
        .library(name: "DigitReader", targets: ["DigitReader"]),
        .library(name: "DigitsC", type: .dynamic, targets: ["DigitsC"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
    ],
    targets: [
        // The core: no Foundation, no system library.
        .target(name: "CDigitKernels"),
        .target(name: "DigitTensor", dependencies: ["CDigitKernels"]),
        .target(name: "DigitData", dependencies: ["DigitTensor"]),
        .target(name: "DigitNN", dependencies: ["DigitData", "DigitTensor"]),
        .target(name: "DigitImage"),
        .target(name: "DigitAugment", dependencies: ["DigitData", "DigitImage", "DigitNN", "DigitTensor"]),

        // Files: each system library stays in the target that needs it.
        .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
        .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"]), .brew(["hdf5"])]),
        .systemLibrary(name: "CLeptonica", pkgConfig: "lept", providers: [.apt(["libleptonica-dev"]), .brew(["leptonica"])]),
        .target(
            name: "DigitFiles",
            dependencies: [
                "CDeflate", "CZip", .target(name: "COpenSSL", condition: .when(platforms: [.linux])), "DigitData", "DigitTensor",
            ]),
        .target(name: "DigitKeras", dependencies: ["CHDF5", "DigitFiles", "DigitNN", "DigitTensor"]),
        .target(name: "DigitPhoto", dependencies: ["CLeptonica", "DigitFiles", "DigitImage"]),

        // What users import, and the command line.
        .target(name: "CBundledModels"),
        .target(
            name: "DigitRecognizer",
            dependencies: ["CBundledModels", "DigitData", "DigitImage", "DigitKeras", "DigitNN", "DigitTensor"]),
        .target(name: "DigitReader", dependencies: ["DigitImage", "DigitPhoto", "DigitRecognizer", "DigitTensor"]),
        // C, and through it Python. `@c` needs Swift 6.3.
        .target(name: "CDigits"),
        .target(
            name: "DigitsC",
            dependencies: [
                "CDigits", "DigitData", "DigitFiles", "DigitImage", "DigitKeras", "DigitNN", "DigitPhoto", "DigitReader",
                "DigitRecognizer", "DigitTensor",
            ]),
        .target(name: "DigitReport", dependencies: ["DigitFiles", "DigitNN"]),

        // Training: data of other forms, what a run leaves on the disk, and its pictures.
        .target(
            name: "DigitDatasets", dependencies: ["DigitData", "DigitFiles", "DigitImage", "DigitPhoto", "DigitTensor"]),
        .target(name: "DigitPlots", dependencies: ["DigitReport", "DigitTensor"]),
        .target(
            name: "DigitRuns",
            dependencies: [
                "DigitData", "DigitFiles", "DigitImage", "DigitKeras", "DigitNN", "DigitPhoto", "DigitPlots", "DigitReport",
                "DigitTensor",
            ]),
        .executableTarget(
            name: "digits",
            dependencies: [
                "DigitAugment",
                "DigitData", "DigitDatasets", "DigitFiles", "DigitImage", "DigitKeras", "DigitNN", "DigitPhoto", "DigitPlots",
                "DigitRecognizer", "DigitReport", "DigitRuns", "DigitTensor",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        .testTarget(name: "CDigitKernelsTests", dependencies: ["CDigitKernels"]),
        .testTarget(name: "DigitTensorTests", dependencies: ["DigitTensor"]),
        .testTarget(name: "DigitDataTests", dependencies: ["DigitData"]),
        .testTarget(name: "DigitFilesTests", dependencies: ["DigitFiles", "DigitData"]),
        .testTarget(
            name: "DigitNNTests", dependencies: ["DigitNN", "DigitData", "DigitFiles", "DigitTensor"],
            resources: [.copy("Goldens")]),
        .testTarget(name: "DigitImageTests", dependencies: ["DigitImage"], resources: [.copy("Goldens")]),
        .testTarget(
            name: "DigitAugmentTests",
            dependencies: ["DigitAugment", "DigitData", "DigitFiles", "DigitImage", "DigitNN", "DigitTensor"],
            resources: [.copy("Goldens")]),
        .testTarget(name: "DigitPhotoTests", dependencies: ["DigitPhoto", "DigitImage"], resources: [.copy("Goldens")]),
        .testTarget(
            name: "DigitKerasTests", dependencies: ["DigitKeras", "DigitFiles", "DigitNN"], resources: [.copy("Goldens")]),
        .testTarget(
            name: "DigitRecognizerTests",
            dependencies: ["DigitRecognizer", "DigitData", "DigitFiles", "DigitImage", "DigitNN", "DigitTensor"]),
        .testTarget(
            name: "DigitReaderTests", dependencies: ["DigitReader", "DigitData", "DigitFiles", "DigitImage", "DigitPhoto"]),
        .testTarget(name: "DigitReportTests", dependencies: ["DigitReport", "DigitFiles", "DigitNN"]),
        .testTarget(
            name: "DigitDatasetsTests", dependencies: ["DigitDatasets", "DigitData", "DigitFiles", "DigitImage", "DigitPhoto"],
            resources: [.copy("Goldens")]),
        .testTarget(name: "DigitPlotsTests", dependencies: ["DigitPlots"]),
        .testTarget(
            name: "DigitRunsTests",
            dependencies: ["DigitRuns", "DigitData", "DigitFiles", "DigitKeras", "DigitNN", "DigitReport", "DigitTensor"]),
        // Runs the built program.
        .testTarget(
            name: "CommandLineTests", dependencies: ["digits", "DigitData", "DigitFiles", "DigitKeras", "DigitNN"],
            resources: [.copy("Snapshots")]),
    ],
    swiftLanguageModes: [.v6]
)
