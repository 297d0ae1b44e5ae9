/// Words that programs and people write where nothing is known, in whatever field.
///
/// In lower case, in the languages of the presets. What is a filler only as a name, or only as an
/// id, is listed where these are read: `Placeholder`, `SourceKey`.
package enum FillerWords {
  package static let everywhere = [
    // Databases and programs.
    "n/a", "n.a.", "n.a", "n/d", "n/v", "(null)", "[null]", "<null>", "\\n", "undefined",
    // The errors of a spreadsheet, in English and German, and the label of a pivot table's blanks.
    "#n/a", "#na", "#nv", "#null!", "#ref!", "#bezug!", "#value!", "#wert!", "#name?", "#div/0!",
    "#num!", "#zahl!", "(blank)", "(leer)",
    // People.
    "[not provided]", "not provided", "not available", "not applicable", "not specified", "unknown",
    "(unknown)", "unbekannt", "keine angabe", "k.a.", "k. a.", "n.n.", "n. n.", "inconnu",
    "desconocido", "sconosciuto", "nieznany", "brak", "brak danych", "onbekend", "okänd", "tbd",
    "t.b.d.", "xxx", "xxxx", "xxxxx", "–", "—",
  ]
}
