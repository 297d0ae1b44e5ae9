import CRMModel
import Columns

/// E-mail addresses and web sites.
struct InternetColumns {
  let email: PointColumn
  let website: PointColumn

  init(_ walk: inout FieldWalk) {
    let emailField = InputField(.email)
    let address = EmailAddress()
    email = walk.points(.email) { text, row, output, log in
      let verdict = EmailAddress.plainVerdict(text)
      switch verdict ?? address.normalise(text, into: &output) {
      case .invalid(let code): return .drop(code)
      case .valid(let note):
        if let note { log.note(row, emailField, note) }
        if verdict != nil { return .keep }
        // The contact point keeps the address as given.
        return output.isEqual(to: text) ? .keep : .replace(nil)
      }
    }
    website = walk.points(.website) { text, _, output, _ in
      switch WebAddress.normalise(text, into: &output) {
      case .invalid(let code): return .drop(code)
      case .valid: return output.isEqual(to: text) ? .keep : .replace(nil)
      }
    }
  }
}
