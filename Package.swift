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
    .executable(name: "nlptool-serve", targets: ["nlptool-serve"]),
  ],
  traits: [
    .trait(name: "TLS", description: "nlptool-serve speaks HTTPS; takes a minute more to build.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.9.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
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
    .target(name: "TextInput", dependencies: ["Text", "Sound", "CICU", "CZlib", "CZstd"]),
    .target(name: "Tokenization", dependencies: ["Text", "CICU"]),
    .target(name: "Sound", dependencies: ["Text"]),
    .target(
      name: "Corpora",
      dependencies: [
        "Text", "TextInput", "Tokenization", "Sound", "CSQLite",
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
      name: "NLPToolServer",
      dependencies: [
        "NLPToolkit", "NLPToolCommands",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(
          name: "HummingbirdTLS", package: "hummingbird", condition: .when(traits: ["TLS"])),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOSSL", package: "swift-nio-ssl", condition: .when(traits: ["TLS"])),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ]),
    .executableTarget(
      name: "nlptool-serve",
      dependencies: [
        "NLPToolServer", "NLPToolCommands", "NLPToolkit",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),
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
        "Corpora", "TextInput", "Tokenization", "Sound", "TestSupport",
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
    .testTarget(
      name: "ServerTests",
      dependencies: ["nlptool", "nlptool-serve", "NLPToolServer", "NLPToolCommands", "TestSupport"]),
  ]
)
