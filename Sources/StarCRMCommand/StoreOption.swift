/// The option that names a store.
enum StoreOption {
  /// Where the pipelines of the README keep theirs.
  static let standard = "output/store"

  static let option = Option("store", "DIR", "the store, \(standard) by default")

  static func path(_ arguments: Arguments) -> String { arguments[option.name] ?? standard }
}
