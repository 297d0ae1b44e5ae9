/// Names of months in the languages of the exports we meet.
enum MonthName {
  /// Month by name, in lower case: English, German, French, Spanish, Italian, Portuguese, Polish
  /// (nominative and genitive), Dutch, Swedish; abbreviations without full stop.
  static let months: [String: Int] = {
    let lines = [
      "jan january januar jänner janvier janv ene enero gen gennaio janeiro sty styczeń stycznia "
        + "januari",
      "feb february februar février févr fevrier febrero febbraio fev fevereiro lut luty lutego "
        + "februari",
      "mar march mär märz mrz maerz mars marzo março marco marzec marca maart mrt",
      "apr april avril avr abr abril aprile kwi kwiecień kwietnia",
      "may mai mayo mag maggio maio maj maja mei",
      "jun june juni juin junio giu giugno junho cze czerwiec czerwca",
      "jul july juli juillet juil julio lug luglio julho lip lipiec lipca",
      "aug august août aout ago agosto sie sierpień sierpnia augustus augusti",
      "sep sept september septembre septiembre set settembre setembro wrz wrzesień września",
      "oct october okt oktober octobre octubre ott ottobre out outubro paź październik "
        + "października",
      "nov november novembre noviembre novembro lis listopad listopada",
      "dec december dez dezember décembre déc decembre dic diciembre dicembre dezembro gru "
        + "grudzień grudnia",
    ]
    var table: [String: Int] = [:]
    for (index, line) in lines.enumerated() {
      for name in line.split(separator: " ") { table[String(name)] = index + 1 }
    }
    return table
  }()

  /// Words inside dates that say nothing.
  static let others: Set<String> = ["st", "nd", "rd", "th", "de", "den", "der", "do", "of", "er"]

  /// Days of the week before a date.
  static let weekdays: Set<String> = [
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday", "mo", "di", "mi", "do", "fr", "sa", "so", "montag", "dienstag",
    "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "lundi", "mardi", "mercredi",
    "jeudi", "vendredi", "samedi", "dimanche", "lunes", "martes", "miércoles", "jueves", "viernes",
    "sábado", "domingo",
  ]
}
