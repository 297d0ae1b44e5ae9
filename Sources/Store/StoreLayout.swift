import ByteIO

/// Where everything of a store lies (design.md, "The store").
package struct StoreLayout: Hashable, Sendable {
  /// The store's folder.
  package let root: String

  package init(root: String) { self.root = root }

  package var identity: String { "\(root)/store.json" }
  package var lock: String { "\(root)/lock" }
  package var runs: String { "\(root)/runs" }
  package var tables: String { "\(root)/tables" }
  package var audit: String { "\(root)/audit" }
  package var models: String { "\(root)/models" }
  /// Which version of each table was committed last.
  package var versions: String { "\(root)/versions.json" }
  /// The intent of the run being committed; absent at rest.
  package var intent: String { "\(root)/intent.json" }

  /// The folder of a run.
  package func run(_ id: String) -> String { "\(runs)/\(id)" }

  /// The folder of a run that is not committed yet: a name that nobody takes for a run's.
  package func preparedRun(_ id: String) -> String { "\(runs)/\(Publish.temporaryPrefix)\(id)" }

  /// The folder of a Delta table.
  package func table(_ name: String) -> String { "\(tables)/\(name)" }

  /// The log folder of a Delta table.
  package func log(_ name: String) -> String { "\(table(name))/_delta_log" }
}
