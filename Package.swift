// swift-tools-version: 6.3
// The Star CRM batch pipeline. Targets stand in layer order: each imports only what stands above it.
// Stages never import each other, formats know nothing of the CRM.
// `swift build --explicit-target-dependency-import-check error` and `.ci/imports` keep it so.

import PackageDescription

let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

func layer(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
  _ name: String,
  _ dependencies: [Target.Dependency] = [],
  resources: [Resource] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: [.byName(name: name), "TestSupport"] + dependencies,
    resources: resources,
    swiftSettings: strict
  )
}

let package = Package(
  name: "starcrm",
  products: [
    .executable(name: "starcrm", targets: ["starcrm"])
  ],
  targets: [
    // 0. C libraries of the system.
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

    // 1. Ground: no CRM, and Foundation only where a system's facilities are asked.
    // Batches: schemas, columns, builders.
    layer("Columns"),
    // Days, instants, zones.
    layer("Time"),
    // Work over threads whose result does not depend on their number.
    layer("Concurrency"),
    layer("Diagnostics"),
    layer("ByteIO", ["Diagnostics"]),
    layer("JSONText", ["Columns"]),

    // 2. Codecs.
    layer("Compression", ["Concurrency", "Diagnostics", "ByteIO", "CZlib"]),
    layer("Cryptography", ["CLibCrypto"]),

    // 3. Formats: bytes to fields and back.
    layer("CSV", ["Columns", "Time", "Concurrency", "Diagnostics", "ByteIO"]),
    layer("VCard", ["Columns", "Diagnostics", "ByteIO", "JSONText"]),
    layer("XML", ["Columns", "Diagnostics", "ByteIO", "CLibXML2"]),
    layer("JSONLines", ["Columns", "Diagnostics", "ByteIO"]),
    layer("Parquet", ["Columns", "Concurrency", "Diagnostics", "ByteIO", "Compression"]),
    layer("Spreadsheet", ["Time", "ByteIO", "Compression"]),
    layer("Archive", ["Diagnostics", "ByteIO"]),
    layer("Age", ["Diagnostics", "ByteIO", "Cryptography"]),

    // 4. Table.
    layer(
      "DeltaTable",
      ["Columns", "Time", "Diagnostics", "ByteIO", "JSONText", "Cryptography", "Parquet"]
    ),

    // 5. Domain.
    layer("CRMModel", ["Columns", "Time", "Diagnostics"]),

    // 6. Stages: pure functions over batches.
    layer(
      "Ingest",
      [
        "CRMModel", "Columns", "Concurrency", "Diagnostics", "ByteIO", "CSV", "VCard", "XML",
        "JSONLines", "JSONText", "Compression", "Age",
      ]
    ),
    layer("Validation", ["CRMModel", "Columns", "Time", "Diagnostics", "JSONText"]),
    layer("Deduplication", ["CRMModel", "Columns", "Time", "Concurrency", "Diagnostics"]),
    layer("Billing", ["CRMModel", "Columns", "Time", "Diagnostics"]),
    layer("Reporting", ["CRMModel", "Columns", "Time"]),

    // 7. Edges: where stages meet files.
    layer(
      "Store",
      [
        "CRMModel", "Columns", "Time", "Concurrency", "Diagnostics", "ByteIO", "DeltaTable",
        "Parquet", "Cryptography",
      ]
    ),
    layer(
      "Rendering",
      [
        "CRMModel", "Columns", "Time", "Diagnostics", "ByteIO", "JSONText", "Reporting",
        "Billing", "CSV", "VCard", "Spreadsheet", "Cryptography",
      ]
    ),
    layer(
      "Backup",
      ["Time", "Diagnostics", "ByteIO", "Compression", "Archive", "Age", "Cryptography"]
    ),

    // 8. Composition.
    layer(
      "Pipeline",
      [
        "CRMModel", "Columns", "Time", "Concurrency", "Diagnostics", "ByteIO", "JSONText",
        "Cryptography", "CSV", "DeltaTable", "Ingest", "Validation", "Deduplication", "Billing",
        "Reporting", "Store", "Rendering", "Backup", "Age",
      ]
    ),
    layer(
      "StarCRMCommand",
      [
        "Pipeline", "CRMModel", "Columns", "Time", "Concurrency", "Diagnostics", "ByteIO",
        "JSONText", "Cryptography", "CSV", "VCard", "XML", "JSONLines", "Age", "Ingest",
        "Validation", "Deduplication", "Reporting", "Rendering", "Store", "Backup",
      ]
    ),
    .executableTarget(
      name: "starcrm",
      dependencies: ["ByteIO", "StarCRMCommand"],
      swiftSettings: strict
    ),
    .executableTarget(
      name: "starcrm-bench",
      dependencies: [
        "CRMModel", "Columns", "Concurrency", "Diagnostics", "ByteIO", "JSONText", "CSV", "XML",
        "Ingest", "Validation",
      ],
      swiftSettings: strict
    ),

    // Tests mirror Sources; TestSupport holds what several of them need.
    .target(
      name: "TestSupport",
      path: "Tests/TestSupport",
      swiftSettings: strict
    ),
    tests("Columns"),
    tests("Time"),
    tests("Concurrency"),
    tests("Diagnostics"),
    tests("ByteIO", ["Diagnostics"]),
    tests("JSONText"),
    tests("Compression", ["ByteIO", "Diagnostics"]),
    tests("Cryptography"),
    tests("CSV", ["Columns", "Time", "Diagnostics", "ByteIO"]),
    tests("VCard", ["Diagnostics", "ByteIO"]),
    tests("XML", ["Columns", "Diagnostics", "ByteIO"]),
    tests("JSONLines", ["Columns", "Diagnostics", "ByteIO"]),
    tests("Parquet", ["Columns", "Diagnostics", "ByteIO", "Compression"]),
    tests("Spreadsheet", ["ByteIO", "Compression"]),
    tests("Archive", ["ByteIO"]),
    tests("Age", ["ByteIO", "Cryptography", "Diagnostics", "CZlib"]),
    tests("DeltaTable", ["Columns", "Time", "Diagnostics", "ByteIO", "Parquet"]),
    tests("CRMModel", ["Columns", "Time", "Diagnostics"]),
    tests(
      "Ingest",
      ["CRMModel", "Columns", "Diagnostics", "ByteIO", "CSV", "VCard", "Compression", "Age"],
      resources: [.copy("Fixtures")]
    ),
    tests("Validation", ["CRMModel", "Columns", "Time", "Diagnostics"]),
    tests("Deduplication", ["CRMModel", "Columns", "Time", "Diagnostics"]),
    tests("Billing", ["CRMModel", "Columns", "Time", "Diagnostics"]),
    tests("Reporting", ["CRMModel", "Columns", "Time", "Diagnostics"]),
    tests(
      "Store",
      ["CRMModel", "Columns", "Time", "Diagnostics", "ByteIO", "DeltaTable", "Parquet"]
    ),
    tests(
      "Rendering",
      ["CRMModel", "Columns", "Time", "Diagnostics", "ByteIO", "Reporting", "Billing"]
    ),
    tests("Backup", ["Time", "Diagnostics", "ByteIO", "Age"]),
    tests(
      "Pipeline",
      [
        "CRMModel", "Columns", "Time", "Concurrency", "Diagnostics", "ByteIO", "Store", "Age",
        "Backup", "Reporting", "Ingest", "DeltaTable",
      ],
      resources: [.copy("Fixtures")]
    ),
    tests("StarCRMCommand", ["ByteIO", "Compression", "CSV"]),
    .testTarget(
      name: "CommandTests",
      dependencies: ["starcrm", "TestSupport", "ByteIO", "Compression"],
      resources: [.copy("Transcripts")],
      swiftSettings: strict
    ),
  ],
  swiftLanguageModes: [.v6]
)
