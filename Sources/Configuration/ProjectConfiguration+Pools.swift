extension ProjectConfiguration {
  /// The same without cost pools: for who asks what things cost, and not who is charged.
  package var withoutPools: ProjectConfiguration {
    ProjectConfiguration(
      project: project, rateCard: rateCard, adjustments: adjustments, catalogue: catalogue, files: files,
      warnings: warnings)
  }
}
