// swift-tools-version: 6.2
import PackageDescription

/// Packages that only a program needs are fetched for its trait alone. With `traits: []` the libraries need no other package.
let programs: TargetDependencyCondition? = .when(traits: ["Programs", "Server"])
let server: TargetDependencyCondition? = .when(traits: ["Server"])

/// Every Swift target: Swift 6 language mode with strict concurrency; no unsafe flags anywhere,
/// so that other packages can depend on this one by version.
let package = Package(
    name: "digits",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "digits", targets: ["digits"]),
        .executable(name: "digits-serve", targets: ["digits-serve"]),
        .library(name: "DigitRecognizer", targets: ["DigitRecognizer", "DigitInput"]),
        .library(name: "DigitNN", targets: ["DigitNN", "DigitData", "DigitTensor"]),
        .library(name: "DigitKeras", targets: ["DigitKeras"]),
        .library(name: "DigitFiles", targets: ["DigitFiles"]),
        .library(name: "DigitDatasets", targets: ["DigitDatasets"]),
        .library(name: "DigitImage", targets: ["DigitImage"]),
        .library(name: "DigitAugment", targets: ["DigitAugment"]),
        .library(name: "DigitPhoto", targets: ["DigitPhoto"]),
        .library(name: "DigitReader", targets: ["DigitReader", "DigitDecoding"]),
        .library(name: "DigitForms", targets: ["DigitForms"]),
        .library(name: "DigitTraining", targets: ["DigitTraining"]),
        .library(name: "DigitsC", type: .dynamic, targets: ["DigitsC"]),
    ],
    traits: [
        .trait(name: "Programs", description: "The command line of digits: swift-argument-parser."),
        .trait(
            name: "Server", description: "Both programs: swift-argument-parser, and for digits-serve SwiftNIO and its like."),
        // A target cannot depend on a trait, so a plain `swift build` needs all packages. `./digits` builds with what it needs.
        // One trait only: SwiftPM passes several to the compiler in an order that changes from build to build, so that it compiles anew.
        .default(enabledTraits: ["Server"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        // For the trait Server.
        .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.9.0"),
    ],
    targets: [
        // The core: no Foundation, no system library.
        .target(name: "CDigitKernels"),
        .target(name: "DigitTensor", dependencies: ["CDigitKernels"]),
        .target(name: "DigitData", dependencies: ["DigitTensor"]),
        .target(name: "DigitNN", dependencies: ["DigitData", "DigitTensor"]),
        .target(name: "DigitImage"),
        // Numbers as people read them, and lines of JSON.
        .target(name: "DigitText", dependencies: ["DigitJSON"]),
        .target(name: "DigitDecoding", dependencies: ["DigitImage", "DigitJSON", "DigitNN", "DigitTensor"]),
        .target(name: "CPrintGlyphs"),
        .target(name: "DigitAugment", dependencies: ["CPrintGlyphs", "DigitData", "DigitImage", "DigitNN", "DigitTensor"]),

        // Files: each system library stays in the target that needs it.
        .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
        .systemLibrary(name: "CLeptonica", pkgConfig: "lept", providers: [.apt(["libleptonica-dev"]), .brew(["leptonica"])]),
        .target(
            name: "DigitFiles",
            dependencies: [
                "CDeflate", "CZip", .target(name: "COpenSSL", condition: .when(platforms: [.linux])), "DigitData", "DigitTensor",
            ]),
        .target(name: "DigitJSON"),
        .target(name: "DigitKeras", dependencies: ["DigitFiles", "DigitJSON", "DigitNN", "DigitTensor"]),
        .target(name: "DigitPhoto", dependencies: ["CLeptonica", "DigitFiles", "DigitImage", "DigitTensor"]),

        // What a network takes of gray images.
        .target(name: "DigitInput", dependencies: ["DigitData", "DigitImage", "DigitNN", "DigitTensor"]),
        // What users import, and the command line.
        .target(name: "CBundledModels"),
        .target(
            name: "DigitRecognizer",
            dependencies: [
                "CBundledModels", "DigitData", "DigitFiles", "DigitImage", "DigitInput", "DigitKeras", "DigitNN", "DigitTensor",
            ]),
        .target(
            name: "DigitReader",
            dependencies: [
                "DigitDecoding", "DigitFiles", "DigitImage", "DigitJSON", "DigitKeras", "DigitNN", "DigitPhoto",
                "DigitRecognizer",
            ]),
        .target(
            name: "DigitForms",
            dependencies: [
                "DigitDecoding", "DigitFiles", "DigitImage", "DigitJSON", "DigitNN", "DigitPhoto", "DigitReader",
                "DigitRecognizer", "DigitTensor", "DigitText",
            ]),
        // C, and through it Python. `@c` needs Swift 6.3.
        .target(name: "CDigits"),
        .target(
            name: "DigitsC",
            dependencies: [
                "CDigits", "DigitData", "DigitDecoding", "DigitFiles", "DigitForms", "DigitImage", "DigitJSON", "DigitKeras",
                "DigitNN", "DigitPhoto", "DigitReader", "DigitRecognizer", "DigitTensor", "DigitText", "DigitTraining",
            ]),
        // What the commands print.
        .target(name: "DigitReport", dependencies: ["DigitJSON", "DigitNN", "DigitReader", "DigitText"]),

        // Training: data of other forms, pictures of results, and runs from their settings to their report.
        .target(
            name: "DigitDatasets", dependencies: ["DigitData", "DigitFiles", "DigitImage", "DigitPhoto", "DigitTensor"]),
        .target(name: "DigitPlots", dependencies: ["DigitTensor", "DigitText"]),
        .target(
            name: "DigitTraining",
            dependencies: [
                "DigitAugment", "DigitData", "DigitDatasets", "DigitDecoding", "DigitFiles", "DigitImage", "DigitInput",
                "DigitJSON",
                "DigitKeras", "DigitNN", "DigitPhoto", "DigitPlots", "DigitRecognizer", "DigitTensor", "DigitText",
            ]),

        // Jobs: stacks of sheets in a database, for the server's program alone.
        .target(
            name: "DigitJobs",
            dependencies: [
                "DigitDecoding", "DigitFiles", "DigitForms", "DigitImage", "DigitJSON", "DigitPhoto", "DigitReader",
                "DigitTensor", "DigitText",
                .product(name: "GRDB", package: "GRDB.swift", condition: server),
            ]),

        // The files of the web page, in the program.
        .target(name: "CServerPage", exclude: ["Page"]),
        .target(
            name: "DigitServer",
            dependencies: [
                "CServerPage", "DigitData", "DigitDecoding", "DigitFiles", "DigitForms", "DigitImage", "DigitInput", "DigitJobs",
                "DigitJSON", "DigitKeras", "DigitNN", "DigitPhoto", "DigitReader", "DigitRecognizer", "DigitTensor", "DigitText",
                .product(name: "Logging", package: "swift-log", condition: server),
                .product(name: "NIOCore", package: "swift-nio", condition: server),
                .product(name: "NIOHTTP1", package: "swift-nio", condition: server),
                .product(name: "NIOPosix", package: "swift-nio", condition: server),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle", condition: server),
                .product(name: "UnixSignals", package: "swift-service-lifecycle", condition: server),
            ]),
        .executableTarget(
            name: "digits",
            dependencies: [
                "DigitData", "DigitDatasets", "DigitDecoding", "DigitFiles", "DigitForms", "DigitImage", "DigitInput",
                "DigitKeras", "DigitNN", "DigitPhoto", "DigitPlots", "DigitReader", "DigitRecognizer", "DigitReport",
                "DigitTensor", "DigitText", "DigitTraining",
                .product(name: "ArgumentParser", package: "swift-argument-parser", condition: programs),
            ]),

        // `digits serve`: a program of its own, so that nobody who does not serve builds what it needs.
        .executableTarget(
            name: "digits-serve",
            dependencies: [
                "DigitDecoding", "DigitFiles", "DigitForms", "DigitInput", "DigitJobs", "DigitPhoto", "DigitReader",
                "DigitServer", "DigitTensor", "DigitText",
                .product(name: "ArgumentParser", package: "swift-argument-parser", condition: programs),
                .product(name: "Logging", package: "swift-log", condition: server),
                .product(name: "NIOCore", package: "swift-nio", condition: server),
                .product(name: "UnixSignals", package: "swift-service-lifecycle", condition: server),
            ]),

        // Temporary folders and small data sets, for tests.
        .target(
            name: "TestSupport", dependencies: ["DigitData", "DigitFiles", "DigitImage", "DigitKeras", "DigitNN", "DigitTensor"],
            path: "Tests/TestSupport"),
        .testTarget(name: "CDigitKernelsTests", dependencies: ["CDigitKernels", "TestSupport"]),
        .testTarget(name: "DigitTensorTests", dependencies: ["DigitTensor"]),
        .testTarget(name: "DigitDataTests", dependencies: ["DigitData", "TestSupport"]),
        .testTarget(name: "DigitFilesTests", dependencies: ["DigitFiles", "DigitData", "TestSupport"]),
        .testTarget(
            name: "DigitNNTests", dependencies: ["DigitNN", "DigitData", "DigitFiles", "DigitTensor"],
            resources: [.copy("Goldens")]),
        .testTarget(name: "DigitDecodingTests", dependencies: ["DigitDecoding", "DigitNN", "DigitTensor", "TestSupport"]),
        // The example's one file, by a link, against the engine.
        .testTarget(name: "TrainFromScratchTests", dependencies: ["DigitFiles", "DigitNN", "DigitTensor"]),
        .testTarget(name: "DigitImageTests", dependencies: ["DigitImage", "TestSupport"], resources: [.copy("Goldens")]),
        .testTarget(
            name: "DigitAugmentTests",
            dependencies: ["DigitAugment", "DigitData", "DigitFiles", "DigitImage", "DigitNN", "DigitTensor", "TestSupport"],
            resources: [.copy("Goldens")]),
        .testTarget(
            name: "DigitPhotoTests", dependencies: ["DigitPhoto", "DigitFiles", "DigitImage", "TestSupport"],
            resources: [.copy("Goldens"), .copy("Documents")]),
        .testTarget(
            name: "DigitKerasTests",
            dependencies: ["DigitKeras", "DigitData", "DigitFiles", "DigitJSON", "DigitNN", "DigitTensor", "TestSupport"],
            resources: [.copy("Goldens")]),
        .testTarget(name: "DigitInputTests", dependencies: ["DigitData", "DigitImage", "DigitInput", "DigitTensor"]),
        .testTarget(
            name: "DigitRecognizerTests",
            dependencies: ["DigitRecognizer", "DigitFiles", "DigitImage", "DigitNN", "DigitTensor", "TestSupport"]),
        .testTarget(
            name: "DigitReaderTests",
            dependencies: ["DigitReader", "DigitData", "DigitDecoding", "DigitFiles", "DigitImage", "DigitPhoto", "TestSupport"],
            resources: [.copy("Pages"), .copy("Pictures")]),
        .testTarget(
            name: "DigitFormsTests",
            dependencies: [
                "DigitForms", "DigitDecoding", "DigitFiles", "DigitImage", "DigitPhoto", "DigitReader", "DigitRecognizer",
                "TestSupport",
            ],
            resources: [.copy("Codes"), .copy("Sheets")]),
        .testTarget(
            name: "DigitJobsTests",
            dependencies: [
                "DigitJobs", "DigitDecoding", "DigitFiles", "DigitForms", "DigitImage", "DigitJSON", "DigitPhoto", "DigitReader",
                "TestSupport", .product(name: "GRDB", package: "GRDB.swift", condition: server),
            ]),
        .testTarget(name: "DigitTextTests", dependencies: ["DigitText", "TestSupport"]),
        .testTarget(
            name: "DigitDatasetsTests",
            dependencies: ["DigitDatasets", "DigitData", "DigitFiles", "DigitImage", "DigitPhoto", "TestSupport"],
            resources: [.copy("Goldens")]),
        .testTarget(name: "DigitPlotsTests", dependencies: ["DigitPlots"]),
        .testTarget(
            name: "DigitTrainingTests",
            dependencies: [
                "DigitTraining", "DigitAugment", "DigitData", "DigitDecoding", "DigitFiles", "DigitImage", "DigitKeras",
                "DigitNN", "DigitRecognizer", "DigitTensor", "TestSupport",
            ]),
        .testTarget(name: "DigitJSONTests", dependencies: ["DigitJSON"]),
        .testTarget(
            name: "DigitServerTests",
            dependencies: [
                "DigitServer", "DigitData", "DigitDecoding", "DigitFiles", "DigitForms", "DigitImage", "DigitJobs", "DigitJSON",
                "DigitKeras", "DigitNN",
                "DigitPhoto", "DigitReader", "DigitRecognizer", "DigitTensor", "TestSupport",
                .product(name: "Logging", package: "swift-log", condition: server),
                .product(name: "NIOCore", package: "swift-nio", condition: server),
                .product(name: "NIOEmbedded", package: "swift-nio", condition: server),
                .product(name: "NIOHTTP1", package: "swift-nio", condition: server),
                .product(name: "NIOPosix", package: "swift-nio", condition: server),
            ]),
        // Runs the built program.
        .testTarget(
            name: "CommandLineTests",
            dependencies: [
                "digits", "DigitData", "DigitFiles", "DigitImage", "DigitKeras", "DigitNN", "DigitPhoto", "DigitTensor",
                "TestSupport",
            ],
            resources: [.copy("Snapshots")]),
    ],
    swiftLanguageModes: [.v6]
)

// For `Scripts/fuzz` only, which sets this: nobody who depends on the package builds it.
if Context.environment["DIGITS_FUZZ"] != nil {
    package.targets += [
        .target(name: "CFuzzer", path: "Scripts/fuzz/Sources/CFuzzer"),
        .target(name: "FuzzDriver", dependencies: ["CFuzzer"], path: "Scripts/fuzz/Sources/FuzzDriver"),
        .executableTarget(
            name: "fuzz-files",
            dependencies: [
                "DigitData", "DigitDatasets", "DigitDecoding", "DigitFiles", "DigitForms", "DigitImage", "DigitJSON",
                "DigitKeras", "DigitNN", "DigitPhoto", "DigitReader", "DigitReport", "DigitTensor", "DigitText", "DigitTraining",
                "FuzzDriver",
            ], path: "Scripts/fuzz/Sources/FuzzFiles"),
        .executableTarget(
            name: "fuzz-server",
            dependencies: [
                "DigitServer", "FuzzDriver",
                .product(name: "Logging", package: "swift-log", condition: server),
                .product(name: "NIOCore", package: "swift-nio", condition: server),
                .product(name: "NIOPosix", package: "swift-nio", condition: server),
            ], path: "Scripts/fuzz/Sources/FuzzServer"),
    ]
}
