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
    let rowCount = full.count
    if (0..<rowCount).allSatisfy({ full.has($0) }) { return full }
    return LentText.lending([full, given, family]) { columns in
      let (full, given, family) = (columns[0], columns[1], columns[2])
      var names = Draft<UInt8>(capacity: given.byteCount + family.byteCount + rowCount)
      var ends = Draft<Int32>(capacity: rowCount + 1)
      ends.append(0)
      for row in 0..<rowCount {
        let most = full.length(row) + given.length(row) + family.length(row) + 1 + LentText.slack
        unsafe names.append(atMost: most) { target in
          if full.has(row) { return unsafe full.copy(row, to: target) }
          var count = unsafe given.copy(row, to: target)
          if given.has(row), family.has(row) {
            unsafe target[count] = 0x20
            count += 1
          }
          return unsafe count + family.copy(row, to: target + count)
        }
        ends.append(Int32(names.count))
      }
      return TextColumn(bytes: names.finish(), offsets: ends.finish())
    }
  }
}
