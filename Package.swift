// swift-tools-version: 6.2
import PackageDescription

// Settings every target shares, each with its reason.
let common: [SwiftSetting] = [
  // An existential costs an allocation and a dynamic call: `any` makes it visible.
  .enableUpcomingFeature("ExistentialAny"),
  // A module's imports are its own business unless it says otherwise.
  .enableUpcomingFeature("InternalImportsByDefault"),
  // A member comes only from a module the file imports, so a file's imports tell what it uses.
  .enableUpcomingFeature("MemberImportVisibility"),
]

// Unsafe memory is marked `unsafe` at every use; outside Bytes and Ledger there is none.
let settings = common + [.strictMemorySafety()]

func module(_ name: String, _ dependencies: [String] = []) -> Target {
  .target(
    name: name, dependencies: dependencies.map { .byName(name: $0) }, exclude: ["README.md"], swiftSettings: settings)
}

func tests(_ folder: String, _ dependencies: [String]) -> Target {
  .testTarget(
    name: folder + "Tests", dependencies: dependencies.map { .byName(name: $0) }, path: "Tests/" + folder,
    swiftSettings: common)
}

let package = Package(
  name: "stackmeter",
  products: [.executable(name: "stackmeter", targets: ["stackmeter"])],
  targets: [
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    module("Bytes"),
    module("Metering"),
    module("Configuration", ["Metering"]),
    module("Ledger", ["CSQLite", "Metering"]),
    module("Ingest", ["Bytes", "Metering", "Configuration", "Ledger"]),
    module("Aggregation", ["Bytes", "Metering", "Configuration", "Ledger"]),
    module("Comparison", ["Metering", "Configuration"]),
    module("Reporting", ["Bytes", "Metering", "Configuration", "Aggregation", "Comparison"]),
    .executableTarget(
      name: "stackmeter",
      dependencies: [
        "Bytes", "Metering", "Configuration", "Ledger", "Ingest", "Aggregation", "Comparison", "Reporting",
      ],
      exclude: ["README.md"], swiftSettings: settings),
    tests("Bytes", ["Bytes"]),
    tests("Metering", ["Metering"]),
    tests("Configuration", ["Configuration", "Metering"]),
    tests("Ledger", ["Ledger", "Metering"]),
    tests("Ingest", ["Ingest", "Bytes", "Ledger", "Configuration", "Metering"]),
    tests("Aggregation", ["Aggregation", "Ledger", "Configuration", "Metering"]),
    tests("Comparison", ["Comparison", "Configuration", "Metering"]),
    tests("Reporting", ["Reporting", "Bytes", "Comparison", "Aggregation", "Configuration", "Metering"]),
    tests("EndToEnd", ["stackmeter", "Bytes", "Comparison", "Configuration", "Ledger", "Metering"]),
    tests("Tree", []),
  ],
  swiftLanguageModes: [.v6]
)
