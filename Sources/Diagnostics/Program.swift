/// What this program calls itself: on the terminal, in the rows of `runs`, in the entries of a table's
/// log, and in the files that it writes.
package enum Program {
  package static let name = "starcrm"
  package static let version = "0.1.0"
}
