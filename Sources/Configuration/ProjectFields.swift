/// An object of the project file whose keys are known.
struct ProjectFields {
  let node: ProjectNode
  let nodes: [String: ProjectNode]

  /// The value of a key; nil when the object does not have it.
  subscript(key: String) -> ProjectNode? { nodes[key] }

  /// The value of a key that must be there; `example` is how one writes it.
  func required(_ key: String, example: String) throws(ConfigurationError) -> ProjectNode {
    guard let value = nodes[key] else { throw node.error(.project(.missingKey(key, example: example))) }
    return value
  }
}
