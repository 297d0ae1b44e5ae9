extension MatchModel {
  /// The model used when none is given.
  ///
  /// Reasoned, not estimated: levels of names, phone, address and e-mail address were set by hand
  /// and adjusted by looking at the errors on generated customer data of eight countries (typing
  /// errors, short forms, swapped names, moved addresses), more cautious where generated data is
  /// kinder than real data; birth dates by reasoning.
  package static let standard = MatchModel(
    origin: "built in",
    matchesPerRecord: 0.3,
    levels: [
      // Given name: exact, swapped, short form, initial, one edit, part, two edits, different.
      [
        Level(m: 0.75, u: 0.006), Level(m: 0.06, u: 0.000_1), Level(m: 0.05, u: 0.000_5),
        Level(m: 0.03, u: 0.005), Level(m: 0.07, u: 0.002), Level(m: 0.01, u: 0.002),
        Level(m: 0.01, u: 0.006), Level(m: 0.01, u: 0.97),
      ],
      // Family name: exact, swapped, one edit, part, two edits, different.
      [
        Level(m: 0.77, u: 0.002), Level(m: 0.06, u: 0.000_1), Level(m: 0.13, u: 0.001),
        Level(m: 0.01, u: 0.001), Level(m: 0.01, u: 0.005), Level(m: 0.02, u: 0.98),
      ],
      // Birth date: exact, one part, different.
      [Level(m: 0.9, u: 0.000_05), Level(m: 0.08, u: 0.004), Level(m: 0.02, u: 0.995)],
      // E-mail: exact, one edit, other domain, two edits, name at other domain, different. The
      // last but one is frequent among namesakes, hence its large u.
      [
        Level(m: 0.7, u: 0.000_002), Level(m: 0.11, u: 0.000_005), Level(m: 0.02, u: 0.000_05),
        Level(m: 0.02, u: 0.000_1), Level(m: 0.02, u: 0.02), Level(m: 0.13, u: 0.98),
      ],
      // Phone: exact, one edit, same end, different.
      [
        Level(m: 0.75, u: 0.000_002), Level(m: 0.1, u: 0.000_01), Level(m: 0.01, u: 0.000_01),
        Level(m: 0.14, u: 0.99),
      ],
      // Street: exact, near, other number, near but other number, different.
      [
        Level(m: 0.7, u: 0.000_02), Level(m: 0.17, u: 0.000_02), Level(m: 0.02, u: 0.005),
        Level(m: 0.01, u: 0.005), Level(m: 0.1, u: 0.99),
      ],
      // Place: exact, near postal code, locality, near locality, different.
      [
        Level(m: 0.82, u: 0.000_1), Level(m: 0.08, u: 0.000_2), Level(m: 0.06, u: 0.02),
        Level(m: 0.01, u: 0.001), Level(m: 0.03, u: 0.97),
      ],
      // Organisation: exact, one edit, part, different.
      [
        Level(m: 0.7, u: 0.000_2), Level(m: 0.1, u: 0.000_2), Level(m: 0.1, u: 0.000_5),
        Level(m: 0.1, u: 0.99),
      ],
    ]
  )
}
