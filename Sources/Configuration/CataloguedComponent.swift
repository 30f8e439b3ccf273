package import Metering

package enum ComponentKind: IdentifierKind {}

/// A piece of software in an environment: `mlflow`, `postgres`.
package typealias ComponentID = Identifier<ComponentKind>

/// A row of `components.csv`: a piece of software that an environment runs, and in which version.
package struct CataloguedComponent: Sendable, Hashable {
  package let environment: EnvironmentID
  package let component: ComponentID
  package let version: VersionID
  package let validity: Validity
  package let reference: String

  package init(
    environment: EnvironmentID, component: ComponentID, version: VersionID, validity: Validity, reference: String
  ) {
    self.environment = environment
    self.component = component
    self.version = version
    self.validity = validity
    self.reference = reference
  }
}

extension CataloguedComponent {
  /// The rows of `components.csv`.
  static func decodeAll(
    _ file: ConfigurationFile, known: KnownEnvironments
  ) throws(ConfigurationError) -> [CataloguedComponent] {
    let table = try CSVTable(
      file.bytes, file: file.path,
      columns: CSVTable.Columns(
        required: ["environment", "component", "version"], optional: ["valid_from", "valid_to"]))
    var overlaps = OverlapCheck()
    var components: [CataloguedComponent] = []
    for row in table.rows {
      let component = CataloguedComponent(
        environment: try known.environment(of: row), component: ComponentID(try row.name("component")),
        version: VersionID(try row.name("version")), validity: try row.validity(),
        reference: row.reference(in: .components))
      overlaps.add(
        row, key: [component.environment.text, component.component.text],
        thing: "the version of \(quoted(component.component.text)) in \(quoted(component.environment.text))",
        validity: component.validity)
      components.append(component)
    }
    try overlaps.finish()
    return components
  }
}
