package import Columns

/// A table of the store: its name and columns, each with type and privacy class.
package struct ModelTable: Hashable, Sendable {
  /// Folder name below `tables/`.
  package let name: String
  package let fields: [ModelField]
  /// Columns that tell rows apart; rows are replaced by this key.
  package let key: [String]

  package init(_ name: String, key: [String], _ fields: [ModelField]) {
    self.name = name
    self.key = key
    self.fields = fields
  }

  package var schema: Schema { Schema(fields.map(\.field)) }

  /// The privacy class of the column called `name`.
  package func privacy(of name: String) -> PrivacyClass? {
    fields.first { $0.field.name == name }?.privacy
  }
}

extension ModelTable {
  private static let leadFields = LeadField.allCases.map {
    ModelField($0.name, $0.type, $0.privacy)
  }

  private static func id(_ name: String) -> ModelField {
    ModelField(name, .utf8, .technical, isNullable: false)
  }

  private static func text(_ name: String) -> ModelField {
    ModelField(name, .utf8, .freeText, isNullable: false)
  }

  /// One golden record a lead.
  package static let leads = ModelTable(
    "leads",
    key: ["lead_id"],
    [id("lead_id")] + leadFields + [
      ModelField("record_count", .int32, .technical, isNullable: false),
      ModelField("first_seen_at", .timestamp, .technical, isNullable: false),
      ModelField("updated_at", .timestamp, .technical, isNullable: false),
      ModelField("policy_version", .utf8, .technical),
    ]
  )

  /// Every way to reach a lead.
  package static let contactPoints = ModelTable(
    "contact_points",
    key: ["lead_id"],
    [
      id("lead_id"),
      ModelField("kind", .utf8, .technical, isNullable: false),
      ModelField("value", .utf8, .personal, isNullable: false),
      ModelField("normalised", .utf8, .personal),
      ModelField("label", .utf8, .personal),
      ModelField("preferred", .bool, .technical, isNullable: false),
    ]
  )

  /// Every record of every source as cleaned, with where it came from.
  package static let sourceRecords = ModelTable(
    "source_records",
    key: ["source_id"],
    [
      id("source_id"), id("lead_id"), id("run_id"), text("file"),
      ModelField("record", .int64, .technical, isNullable: false),
      ModelField("line", .int64, .technical, isNullable: false),
      ModelField("byte_offset", .int64, .technical, isNullable: false),
      text("source_system"),
      ModelField("external_id", .utf8, .personal),
      ModelField("modified_at", .timestamp, .technical),
      ModelField("content_hash", .int64, .technical, isNullable: false),
      ModelField("trust", .decimal(precision: 4, scale: 3), .technical, isNullable: false),
      ModelField("first_seen_at", .timestamp, .technical, isNullable: false),
    ] + leadFields + [
      ModelField("points", .utf8, .personal),
      ModelField("repairs", .utf8, .personal),
      // Of a lead that came back from an export: how many records it had been made of.
      ModelField("record_count", .int32, .technical),
      // When a complete delivery of its source held the record no longer.
      ModelField("gone_at", .timestamp, .technical),
    ]
  )

  /// Records that did not go on, with their bytes.
  package static let rejects = ModelTable(
    "rejects",
    key: ["run_id", "file", "record"],
    [
      id("run_id"), text("file"),
      ModelField("record", .int64, .technical, isNullable: false),
      ModelField("line", .int64, .technical, isNullable: false),
      ModelField("byte_offset", .int64, .technical, isNullable: false),
      id("bucket"),
      ModelField("codes", .utf8, .technical, isNullable: false),
      text("reasons"),
      ModelField("raw", .utf8, .personal, isNullable: false),
    ]
  )

  /// Pairs of records that the match model found alike.
  package static let matchEdges = ModelTable(
    "match_edges",
    key: ["left_id", "right_id"],
    [
      id("left_id"), id("right_id"),
      ModelField("weight", .decimal(precision: 9, scale: 3), .technical, isNullable: false),
      ModelField("probability", .decimal(precision: 10, scale: 9), .technical, isNullable: false),
      id("rule"), id("decision"), id("run_id"),
    ]
  )

  /// Former ids of leads that were merged: each still resolves.
  package static let leadRedirects = ModelTable(
    "lead_redirects",
    key: ["old_lead_id"],
    [id("old_lead_id"), id("lead_id"), id("run_id"), id("reason")]
  )

  /// One row a run.
  package static let runs = ModelTable(
    "runs",
    key: ["run_id"],
    [
      id("run_id"), id("pipeline"), id("purpose"), id("outcome"),
      ModelField("started_at", .timestamp, .technical, isNullable: false),
      ModelField("as_of", .timestamp, .technical, isNullable: false),
      id("configuration_hash"), id("tool_version"), id("policy_version"),
    ]
      + RecordBucket.allCases.map {
        ModelField("\($0.rawValue)_count", .int64, .technical, isNullable: false)
      } + [
        ModelField("input_count", .int64, .technical, isNullable: false),
        ModelField("invoice_count", .int64, .technical, isNullable: false),
      ]
  )

  /// The tables of leads and runs; billing has its own.
  package static let leadTables = [
    leads, contactPoints, sourceRecords, rejects, matchEdges, leadRedirects, runs,
  ]
}

/// Where an input record ended: exactly one of these (law 1 of design.md).
package enum RecordBucket: String, Hashable, Sendable, CaseIterable {
  /// It made a new lead.
  case created
  /// Its source had it before, with other values.
  case updated
  /// Its source had it before, with the same values.
  case unchanged
  /// It was joined to a lead that another record made.
  case merged
  /// It carries nothing to keep: blank, a comment, a group card, an erased person.
  case skipped
  /// It could not be read as fields.
  case quarantined
  /// It was read, and a rule refused it.
  case rejected
}
