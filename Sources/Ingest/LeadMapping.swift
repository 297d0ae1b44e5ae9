import CRMModel

/// How the columns of a table become the fields of a lead.
package struct LeadMapping: Hashable, Sendable {
  /// A field that takes the first column with a value, or all of them joined.
  package struct Scalar: Hashable, Sendable {
    /// A name of `MappableField.names`.
    package let field: String
    /// Headers in order of preference.
    package let columns: [String]
    /// Nil takes the first column with a value; otherwise all with a value are joined by this.
    package let joiner: String?

    package init(_ field: String, _ columns: [String], joiner: String? = nil) {
      self.field = field
      self.columns = columns
      self.joiner = joiner
    }
  }

  /// A column that holds a way to reach the person.
  package struct Point: Hashable, Sendable {
    package let column: String
    /// `work`, `home`, `mobile` and the like.
    package let label: String?

    package init(_ column: String, _ label: String? = nil) {
      self.column = column
      self.label = label
    }
  }

  /// Columns that together are one postal address.
  package struct Address: Hashable, Sendable {
    package let label: String?
    /// Joined by `streetJoiner` when there are several.
    package let street: [String]
    /// A line break, or a space where the house number has a column of its own.
    package let streetJoiner: String
    package let locality: String?
    package let region: String?
    package let postalCode: String?
    package let country: String?

    package init(
      label: String? = nil,
      street: [String],
      streetJoiner: String = "\n",
      locality: String? = nil,
      region: String? = nil,
      postalCode: String? = nil,
      country: String? = nil
    ) {
      self.label = label
      self.street = street
      self.streetJoiner = streetJoiner
      self.locality = locality
      self.region = region
      self.postalCode = postalCode
      self.country = country
    }

    var columns: [String] { street + [locality, region, postalCode, country].compactMap { $0 } }
  }

  /// A field that has one value in all records.
  package struct Constant: Hashable, Sendable {
    package let field: String
    package let value: String
  }

  package var scalars: [Scalar] = []
  /// In order of preference: the first with a value becomes `email`, all others contact points.
  package var emails: [Point] = []
  package var phones: [Point] = []
  package var urls: [Point] = []
  /// The first with a value becomes the lead's address, all others contact points.
  package var addresses: [Address] = []
  /// What stands between several values in one cell, such as Google's ` ::: `.
  package var valueSeparator: String?
  /// Values that mean "nothing" in this export, such as Salesforce's `[not provided]`.
  package var emptyWords: [String] = []
  /// What holds for every record of a file without standing in it.
  package var constants: [Constant] = []
  /// Whether external ids are Salesforce's, which come in two lengths.
  package var completesSalesforceIDs = false

  package init() {}

  /// Every header that is read.
  package var columns: [String] {
    let points = (emails + phones + urls).map(\.column)
    let all = scalars.flatMap(\.columns) + points + addresses.flatMap(\.columns)
    var seen: Set<String> = []
    return all.filter { seen.insert($0).inserted }
  }

  /// The field that each column is read for: the lead's own, or `email` and the like for a further
  /// contact point.
  package var fieldByColumn: [String: String] {
    var fields: [String: String] = [:]
    for scalar in scalars { for column in scalar.columns { fields[column] = scalar.field } }
    for (field, points) in [("email", emails), ("phone", phones), ("website", urls)] {
      for point in points { fields[point.column] = field }
    }
    for address in addresses {
      for column in address.street { fields[column] = LeadField.street.name }
      let parts: [(LeadField, String?)] = [
        (.locality, address.locality), (.region, address.region),
        (.postalCode, address.postalCode), (.country, address.country),
      ]
      for (field, column) in parts { if let column { fields[column] = field.name } }
    }
    return fields
  }

  /// The mapping with a column called otherwise.
  func renaming(_ old: String, _ new: String) -> LeadMapping {
    func name(_ column: String) -> String { column == old ? new : column }
    var result = self
    result.scalars = scalars.map { Scalar($0.field, $0.columns.map(name), joiner: $0.joiner) }
    result.emails = emails.map { Point(name($0.column), $0.label) }
    result.phones = phones.map { Point(name($0.column), $0.label) }
    result.urls = urls.map { Point(name($0.column), $0.label) }
    result.addresses = addresses.map {
      Address(
        label: $0.label,
        street: $0.street.map(name),
        streetJoiner: $0.streetJoiner,
        locality: $0.locality.map(name),
        region: $0.region.map(name),
        postalCode: $0.postalCode.map(name),
        country: $0.country.map(name)
      )
    }
    return result
  }

  /// Whether naming a column for its field reads what the mapping reads from it: the field is read
  /// from nothing else.
  func isAlone(_ column: String) -> Bool {
    if let scalar = scalars.first(where: { $0.columns.contains(column) }) {
      return scalar.columns.count == 1
    }
    for points in [emails, phones, urls] where points.contains(where: { $0.column == column }) {
      return points.count == 1
    }
    return addresses.count == 1 && addresses[0].columns.contains(column)
      && (addresses[0].street.count < 2 || !addresses[0].street.contains(column))
  }

  /// The mapping without the columns that `header` lacks.
  func restricted(to header: Set<String>) -> LeadMapping {
    var result = self
    result.scalars = scalars.compactMap { scalar in
      let present = scalar.columns.filter(header.contains)
      return present.isEmpty ? nil : Scalar(scalar.field, present, joiner: scalar.joiner)
    }
    result.emails = emails.filter { header.contains($0.column) }
    result.phones = phones.filter { header.contains($0.column) }
    result.urls = urls.filter { header.contains($0.column) }
    result.addresses = addresses.compactMap { address in
      func present(_ column: String?) -> String? {
        column.flatMap { header.contains($0) ? $0 : nil }
      }
      let kept = Address(
        label: address.label,
        street: address.street.filter(header.contains),
        streetJoiner: address.streetJoiner,
        locality: present(address.locality),
        region: present(address.region),
        postalCode: present(address.postalCode),
        country: present(address.country)
      )
      return kept.columns.isEmpty ? nil : kept
    }
    return result
  }
}

/// A column that is not read, and why.
package struct DroppedColumn: Hashable, Sendable {
  package let column: String
  package let reason: String
  /// What most of its cells look like, of a column that nobody has said anything about.
  package var content: ContactContent?

  /// The reason when nobody gave one.
  static let unmapped = "not mapped to a field"

  package init(_ column: String, _ reason: String) {
    self.column = column
    self.reason = reason
  }
}
