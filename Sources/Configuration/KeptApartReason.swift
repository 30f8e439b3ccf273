extension CataloguedEnvironment {
  /// Why an environment is kept out of any shared one, by decision (economics.md §1.5).
  package enum KeepApartReason: String, Sendable, Hashable, Codable, CaseIterable {
    case regulatory
    case residency
    case exportControl = "export_control"
    case safety
  }
}
