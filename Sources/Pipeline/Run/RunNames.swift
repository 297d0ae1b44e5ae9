package import Columns
package import Diagnostics
package import Store

/// The names in a store's list of runs, to find one by as much of it as no other begins with.
package struct RunNames {
  private let names: [String]
  private let store: String

  /// Takes the names from the rows of the table `runs`.
  package init(_ runs: RecordBatch, of layout: StoreLayout) {
    let column = runs.column("run_id")
    names = (0..<runs.rowCount).map { column?.string($0) ?? "" }
    store = layout.root
  }

  /// The row of the run called `name`, or of the only one whose name begins so.
  ///
  /// - Throws: A `Fault` with the nearest name, or with all that begin so.
  package func row(_ name: String) throws(Fault) -> Int {
    let begun = names.indices.filter { names[$0].hasPrefix(name) }
    if let row = names.firstIndex(of: name) ?? (begun.count == 1 ? begun[0] : nil) { return row }
    guard begun.isEmpty else {
      let list = begun.map { names[$0] }.joined(separator: ", ")
      throw fault("\(begun.count) runs begin with '\(name)'", "one of: \(list)")
    }
    let nearest = NearestName.of(name, among: names).map { "did you mean '\($0)'?" }
    throw fault("there is no run '\(name)'", nearest ?? "list them: starcrm runs --store \(store)")
  }

  private func fault(_ message: String, _ hint: String) -> Fault {
    Fault(.configuration, message, at: SourcePosition(file: store), hints: [hint])
  }
}
