extension PeopleSettings {
  /// What is assumed of switching where people are measured, as a report lists it.
  package var descriptions: [AssumptionDescription] {
    let usual = PeopleSettings()
    func described(_ name: String, _ value: String, isUsual: Bool, _ rest: String) -> AssumptionDescription {
      AssumptionDescription(
        name: "people.\(name)", value: value, isDefault: isUsual, source: isUsual ? "default: \(rest)" : "project file")
    }
    return [
      described(
        "gapMinutes", "\(gapMinutes) minutes", isUsual: gapMinutes == usual.gapMinutes,
        "after a longer gap people begin anew wherever they go on"),
      described(
        "mostShareOfActiveTime", percent(mostShareOfActiveTime),
        isUsual: mostShareOfActiveTime == usual.mostShareOfActiveTime,
        "developers on several projects lose 17% to going between them (Tregubov and others, 2017)"),
    ]
  }
}
