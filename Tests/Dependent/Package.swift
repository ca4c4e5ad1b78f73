// swift-tools-version: 6.1

import PackageDescription

/// A package like any that uses the library: what only works from inside of NLPToolkit fails here.
let package = Package(
  name: "Dependent",
  dependencies: [.package(name: "NLPToolkit", path: "../..")],
  targets: [
    .executableTarget(
      name: "Dependent",
      dependencies: [.product(name: "NLPToolkit", package: "NLPToolkit")])
  ]
)
