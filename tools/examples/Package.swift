// swift-tools-version: 6.1

import PackageDescription

/// Programs of a few lines, in a package like any that uses the library: what only works from
/// inside of NLPToolkit fails here.
let package = Package(
  name: "Examples",
  dependencies: [.package(name: "NLPToolkit", path: "../..")],
  targets: ["Tag", "Classify", "Generate", "Mark", "Train"].map { name in
    .executableTarget(
      name: name, dependencies: [.product(name: "NLPToolkit", package: "NLPToolkit")])
  }
)
