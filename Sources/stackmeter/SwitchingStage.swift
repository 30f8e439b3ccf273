import Comparison
import Configuration
import Ledger
import Metering

/// Measures switching between the environments of each stack, from what ingest kept of people, in one pass.
///
///     let stage = SwitchingStage(settings: people, calendar: calendar)
///     let measured = try stage.measure(ledger, days: days, stacks: SwitchingStage.stacks(of: inputs))
///     let minutes = try measured["notebooks"]?.minutes(switchMinutes: 10)
struct SwitchingStage {
  let settings: PeopleSettings
  let calendar: OrganizationCalendar

  /// What was measured on `days`, by stack: the stacks that anybody was active in, and that are known. `stacks`:
  /// which stacks an environment is of, as the comparison has it; of any other the log tells.
  ///
  /// A switch belongs to the day of its second event. So the day before is read, too: only it can reach into the days.
  func measure(
    _ ledger: Ledger, days: Range<CivilDate>, stacks: [EnvironmentID: Set<StackID>]
  ) throws -> [StackID: MeasuredSwitching] {
    let places = try ledger.activityPlaces()
    let isCounted = places.map { !settings.isOptedOut($0.tenant) }
    var meter = SwitchingMeter(
      places: places.map { place($0, stacks) }, settings: settings, countingFrom: calendar.start(of: days.lowerBound))
    try ledger.activity(days: days.lowerBound.adding(days: -1)..<days.upperBound) { day in
      let start = calendar.start(of: day.day)
      meter.add(
        day.events.filter { isCounted[$0.place] }.map { event in
          SwitchingMeter.Event(person: event.person, instant: start + Int64(event.second), place: event.place)
        })
    }
    return meter.measured(filesWithoutPeople: try ledger.batchesWithoutActivity(days: days))
  }

  /// The stacks of each environment that is compared.
  static func stacks(of inputs: [StackInput]) -> [EnvironmentID: Set<StackID>] {
    var stacks: [EnvironmentID: Set<StackID>] = [:]
    for input in inputs {
      for environment in input.environments { stacks[environment.environment, default: []].insert(input.stack) }
    }
    return stacks
  }

  /// What is in no stack is measured in none: that two environments have no name in common with any stack does not
  /// make them alike. Of an environment of several stacks the log must tell which one it was.
  private func place(_ place: ActivityPlace, _ stacks: [EnvironmentID: Set<StackID>]) -> SwitchingMeter.Place {
    var stack = place.stack
    if let its = stacks[place.environment], !its.contains(stack) { stack = its.count == 1 ? its.first ?? "" : "" }
    let isKnown =
      !stack.isEmpty && stack.text != ReservedName.unmapped && place.environment.text != ReservedName.unmapped
    return SwitchingMeter.Place(stack: isKnown ? stack : nil, environment: place.environment)
  }
}
