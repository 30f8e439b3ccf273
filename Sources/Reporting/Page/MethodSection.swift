/// How it was measured, and what could make it wrong: economics.md §1.9, in short.
enum MethodSection {
  static let method: Markup = "<h4>Method</h4>\n" + list(measured)
  static let threats: Markup = "<h4>What could always make it wrong</h4>\n" + list(always)

  private static func list(_ items: [Markup]) -> Markup {
    "<ul>\n\(items.map { "<li>\($0)</li>\n" as Markup }.joined())</ul>\n"
  }

  private static let measured: [Markup] = [
    "Usage is added up per hour and series from the logs, each record counted once, in exact decimals.",
    "A charge is usage times the rate of its day, rounded once; cents are assigned so that rows and columns add up.",
    "Today’s cost of an environment is the capacity it holds at its price, its fixed costs and its people.",
    "The shared environment is sized on the measured demand of all environments of a stack together, with the same "
      + "statistic and headroom as today’s right-sized ones, plus isolation, spare nodes and whole nodes.",
    "Savings in money (capacity, licences, fees) are kept apart from savings of people’s time, which are money only "
      + "when the people do other work.",
    "Risk, such as old versions, is shown and not priced.",
  ]

  private static let always: [Markup] = [
    "Demand that was turned away is not in the logs: where an environment is full, its true demand is higher.",
    "Hourly sums hide peaks within the hour.",
    "Large jobs need whole nodes at once; demand that fits in sum may not fit in pieces.",
    "Teams on one platform may peak together more than they did apart, and may use more when it is cheaper.",
    "One platform is one outage: it reaches every team.",
    "Staff recorded for an environment may also do other work.",
    "Hardware already paid for saves nothing until its lease ends.",
    "Environments kept apart by law or contract cannot be shared, whatever the figures say.",
  ]
}
