import CRMModel
import Columns

/// Names: a full name is split where its parts are missing, and joined where it is.
struct NameColumns {
  let given: TextColumn
  let family: TextColumn
  let full: TextColumn

  init(_ walk: inout FieldWalk) {
    let given = walk.text(.givenName, placeholders: .personName)
    let family = walk.text(.familyName, placeholders: .personName)
    let full = walk.text(.fullName, placeholders: .personName)
    self.full = Self.joined(full, given, family)
    (self.given, self.family) = Self.split(full, given, family, &walk.log)
  }

  private static func split(
    _ full: TextColumn,
    _ given: TextColumn,
    _ family: TextColumn,
    _ log: inout BatchLog
  ) -> (TextColumn, TextColumn) {
    var givenNames = ColumnRewriter(given)
    var familyNames = ColumnRewriter(family)
    let nothing: [UInt8] = []
    for row in 0..<full.count
    where full.has(row) && !given.has(row) && !family.has(row) {
      guard let text = full[row], let name = PersonName.split(text) else { continue }
      for (field, part) in [(LeadField.givenName, name.given), (.familyName, name.family)]
      where !part.isEmpty {
        let bytes = Array(part.utf8)
        if field == .givenName {
          givenNames.replace(row, bytes.span)
        } else {
          familyNames.replace(row, bytes.span)
        }
        log.repaired(row, InputField(field), .nameSplit, old: nothing.span, new: bytes.span)
      }
    }
    return (givenNames.finish(), familyNames.finish())
  }

  /// `given family` where no full name stands.
  private static func joined(
    _ full: TextColumn,
    _ given: TextColumn,
    _ family: TextColumn
  ) -> TextColumn {
    var names = ColumnRewriter(full)
    let (givenBytes, familyBytes) = (given.bytes, family.bytes)
    let (givenSpan, familySpan) = (givenBytes.span, familyBytes.span)
    for row in 0..<full.count where !full.has(row) {
      if !given.has(row), !family.has(row) { continue }
      names.replace(
        row,
        givenSpan.extracting(given.place(row)),
        and: familySpan.extracting(family.place(row))
      )
    }
    return names.finish()
  }
}
