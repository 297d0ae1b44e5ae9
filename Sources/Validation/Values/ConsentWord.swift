package import CRMModel

/// Reads consent as exports write it: booleans, marks and words in several languages.
package enum ConsentWord {
  /// What `consent_email` says; nil when the word is not understood.
  package static func consent(_ text: String) -> Consent? {
    let word = folded(text)
    return consents[word]
  }

  /// What `opt_out_email` says: `.optedOut`, or `.unknown` when it was not ticked, which says
  /// nothing; nil when the word is not understood.
  package static func optOut(_ text: String) -> Consent? {
    let word = folded(text)
    if yes.contains(word) || outWords.contains(word) { return .optedOut }
    if no.contains(word) || inWords.contains(word) || unknownWords.contains(word) {
      return .unknown
    }
    return nil
  }

  /// What a source's verdict on an address means.
  enum Delivery: Hashable {
    case works
    /// Mail does not arrive.
    case fails
    /// The person withdrew.
    case withdrawn
  }

  /// What `email_status` says; nil when the word is not understood.
  static func delivery(_ text: String) -> Delivery? {
    let word = folded(text)
    if outWords.contains(word) || complaintWords.contains(word) { return .withdrawn }
    if failWords.contains(word) || yes.contains(word) { return .fails }
    if inWords.contains(word) || workWords.contains(word) || no.contains(word) { return .works }
    return unknownWords.contains(word) ? .works : nil
  }

  /// Lower case, every run of blanks, hyphens and underscores one blank.
  private static func folded(_ text: String) -> String {
    text.lowercased().split { " -_\t\u{A0}".contains($0) }.joined(separator: " ")
  }

  private static let yes: Set<String> = [
    "1", "true", "t", "yes", "y", "on", "x", "✓", "✔", "☑", "checked", "ja", "j", "wahr", "oui",
    "o", "vrai", "sí", "si", "s", "verdadero", "vero", "sim", "tak", "prawda", "waar", "sann",
    "kyllä", "ano", "да", "1.0",
  ]
  private static let no: Set<String> = [
    "0", "false", "f", "no", "n", "off", "unchecked", "☐", "nein", "falsch", "non", "faux", "falso",
    "não", "nao", "nie", "fałsz", "nee", "onwaar", "nej", "falskt", "ei", "ne", "нет", "0.0",
  ]
  /// Words of a consent that was given.
  ///
  /// `subscribed`, `unsubscribed`, `non-subscribed`, `pending` and `cleaned` as Mailchimp defines its
  /// contact statuses; `opted in`, `opted out` and `not opted in or out` as HubSpot its subscription
  /// states.
  private static let inWords: Set<String> = [
    "opted in", "opt in", "optin", "optedin", "subscribed", "subscriber", "active",
    "confirmed", "double opt in", "single opt in", "granted", "consented",
    "consent given", "allowed", "agreed", "accepted", "angemeldet", "eingewilligt", "zugestimmt",
    "abonniert", "einwilligung erteilt", "inscrit", "abonné", "suscrito", "iscritto",
    "zapisany", "aangemeld", "prenumererar",
  ]
  /// Words of a consent that was withdrawn, or of an objection.
  ///
  /// Dynamics says `Do Not Allow` of a person who is left out of mailings, and `Allow` of every other,
  /// asked or not.
  private static let outWords: Set<String> = [
    "do not allow", "opted out", "opt out", "optout", "optedout", "unsubscribed", "unsubscribe",
    "do not contact",
    "do not email", "do not mail", "donotemail", "withdrawn", "revoked", "denied", "declined",
    "refused", "blocked", "blacklisted", "blocklisted", "suppressed", "abgemeldet", "widerrufen",
    "abgelehnt", "gesperrt", "désinscrit", "désabonné", "dado de baja", "cancellato", "disiscritto",
    "wypisany", "afgemeld", "avregistrerad", "archived by user",
  ]
  /// Words that say nothing about consent.
  ///
  /// HubSpot's marketing contact status is one of them: it says who is paid for, and a contact that
  /// unsubscribed keeps it. So is `archived` of Pipedrive's marketing status (`no_consent`,
  /// `unsubscribed`, `subscribed`, `archived`): it says who is kept out of the count.
  private static let unknownWords: Set<String> = [
    "unknown", "allow", "not set", "marketing", "marketing contact", "not opted in or out",
    "not specified",
    "opted in or not opted out", "not sent", "archived", "none", "null", "n/a", "pending",
    "unconfirmed", "not confirmed",
    "nonsubscribed", "non subscribed", "transactional", "non marketing contact", "non marketing",
    "never subscribed", "unbekannt", "keine angabe", "ausstehend", "offen", "inconnu",
    "desconocido", "sconosciuto", "nieznany", "onbekend", "okänd", "not asked", "no consent",
  ]
  private static let failWords: Set<String> = [
    "bounced", "bounce", "hard bounce", "hard bounced", "soft bounce", "cleaned", "invalid",
    "undeliverable", "unreachable", "failed", "disabled", "blackholed", "unzustellbar", "ungültig",
    "not valid", "risky",
  ]
  private static let complaintWords: Set<String> = [
    "complained", "complaint", "spam", "spam complaint", "spam report", "abuse",
  ]
  private static let workWords: Set<String> = [
    "valid", "ok", "deliverable", "verified", "delivered", "good", "gültig", "zustellbar", "clean",
  ]

  private static let consents: [String: Consent] = {
    var table: [String: Consent] = [:]
    for word in unknownWords { table[word] = .unknown }
    for word in yes.union(inWords) { table[word] = .optedIn }
    for word in no.union(outWords).union(complaintWords) { table[word] = .optedOut }
    // A consent that was not given is not the same as one withdrawn, but forbids the same.
    table["no consent"] = .optedOut
    return table
  }()
}
