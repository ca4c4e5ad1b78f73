// swift-tools-version: 6.1

import PackageDescription

/// Programs that speak HTTP: one that asks `nlptool serve`, and one that is a service itself. Apart
/// from the other examples, since their libraries take minutes to build; CI does not build them.
let package = Package(
  name: "NetworkExamples",
  dependencies: [
    .package(name: "NLPToolkit", path: "../.."),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
  ],
  targets: [
    .executableTarget(
      name: "Client",
      dependencies: [.product(name: "AsyncHTTPClient", package: "async-http-client")]),
    .executableTarget(
      name: "Service",
      dependencies: [
        .product(name: "NLPToolkit", package: "NLPToolkit"),
        .product(name: "Hummingbird", package: "hummingbird"),
      ]),
  ]
)
