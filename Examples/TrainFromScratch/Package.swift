// swift-tools-version: 6.2
import PackageDescription

/// The digit network in plain Swift, in one file to be read from top to bottom. It depends on nothing.
let package = Package(
    name: "train-from-scratch",
    platforms: [.macOS(.v15)],
    targets: [.executableTarget(name: "TrainFromScratch")],
    swiftLanguageModes: [.v6]
)
