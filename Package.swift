// swift-tools-version: 6.1

import PackageDescription

let package = Package(
  name: "NLPToolkit",
  products: [
    .library(name: "NLPToolkit", targets: ["NLPToolkit"]),
    .library(name: "Text", targets: ["Text"]),
    .library(name: "Tokenization", targets: ["Tokenization"]),
    .library(name: "TextInput", targets: ["TextInput"]),
    .library(name: "Sound", targets: ["Sound"]),
    .library(name: "Corpora", targets: ["Corpora"]),
    .library(name: "Neural", targets: ["Neural"]),
    .library(name: "Evaluation", targets: ["Evaluation"]),
    .library(name: "EvaluationReports", targets: ["EvaluationReports"]),
    .library(name: "Models", targets: ["Models"]),
    .library(name: "PretrainedModels", targets: ["PretrainedModels"]),
    .executable(name: "nlptool", targets: ["nlptool"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    .target(
      name: "CICU",
      linkerSettings: [.linkedLibrary("icuuc"), .linkedLibrary("icui18n")]),
    .systemLibrary(
      name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CZstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(
      name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    .target(name: "CKernels"),
    .target(name: "CPretrainedModels"),

    .target(name: "Text"),
    .target(name: "TextInput", dependencies: ["Text", "CICU", "CZlib", "CZstd"]),
    .target(name: "Tokenization", dependencies: ["Text", "CICU"]),
    .target(name: "Sound", dependencies: ["Text"]),
    .target(
      name: "Corpora",
      dependencies: [
        "Text", "TextInput", "Tokenization", "CSQLite",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    .target(name: "Neural", dependencies: ["CKernels"]),
    .target(name: "Evaluation", dependencies: ["Text"]),
    .target(name: "EvaluationReports", dependencies: ["Text", "Evaluation"]),
    .target(
      name: "Models",
      dependencies: ["Text", "TextInput", "Tokenization", "Sound", "Neural", "Evaluation"]),
    .target(
      name: "Benchmarks", dependencies: ["Text", "Tokenization", "Neural", "Models", "CKernels"]),
    .target(name: "PretrainedModels", dependencies: ["Models", "CPretrainedModels"]),
    .target(
      name: "NLPToolkit",
      dependencies: [
        "Text", "TextInput", "Tokenization", "Sound", "Corpora", "Neural", "Evaluation",
        "EvaluationReports", "Models", "PretrainedModels",
      ]),
    .target(
      name: "NLPToolCommands",
      dependencies: [
        "NLPToolkit", "Benchmarks",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Yams", package: "Yams"),
      ]),
    .executableTarget(name: "nlptool", dependencies: ["NLPToolCommands"]),
    .target(
      name: "TestSupport", dependencies: ["Text", "TextInput", "Sound"], path: "Tests/TestSupport"),
    .target(name: "KernelChecks", dependencies: ["CKernels"], path: "Tests/KernelChecks"),
    .target(name: "FuzzDriver", path: "Tests/Fuzz/Driver"),
    .target(
      name: "FuzzTargets", dependencies: ["NLPToolkit", "NLPToolCommands"],
      path: "Tests/Fuzz/Targets"),
    .executableTarget(
      name: "fuzz-targets", dependencies: ["FuzzDriver", "FuzzTargets"], path: "Tests/Fuzz/Runner"),

    .testTarget(
      name: "FuzzTests", dependencies: ["FuzzTargets", "Text", "TestSupport"],
      path: "Tests/Fuzz/Tests"),
    .testTarget(name: "TextTests", dependencies: ["Text", "TestSupport"]),
    .testTarget(name: "TextInputTests", dependencies: ["TextInput", "CZstd", "TestSupport"]),
    .testTarget(
      name: "TokenizationTests",
      dependencies: ["Tokenization", "TextInput", "Benchmarks", "TestSupport"],
      exclude: ["Golden"]),
    .testTarget(name: "SoundTests", dependencies: ["Sound", "TestSupport"], exclude: ["Golden"]),
    .testTarget(
      name: "CorporaTests",
      dependencies: [
        "Corpora", "TextInput", "Tokenization", "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .testTarget(
      name: "NeuralTests", dependencies: ["Neural", "CKernels", "KernelChecks", "TestSupport"],
      exclude: ["Golden"]),
    .testTarget(
      name: "EvaluationTests", dependencies: ["Evaluation", "EvaluationReports", "TestSupport"],
      exclude: ["Golden"]),
    .testTarget(
      name: "ModelsTests",
      dependencies: ["Models", "TextInput", "Sound", "Benchmarks", "TestSupport"]),
    .testTarget(
      name: "PretrainedModelsTests", dependencies: ["PretrainedModels", "Models", "Text"]),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "nlptool", "NLPToolCommands", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["Help"]),
  ]
)
