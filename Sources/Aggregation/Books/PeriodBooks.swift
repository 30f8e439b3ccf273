package import Metering

/// Why a month is not closed, or not opened again.
package enum ClosingRefusal: Error, Equatable, Sendable {
  case alreadyClosed(Period)
  /// Months are closed in order.
  case earlierOpen(Period, first: Period)
  /// Its last day has not come yet: `asOf` is what "today" is.
  case inProgress(Period, asOf: CivilDate)
  /// The month has no usage and no cost.
  case nothingCharged(Period)
  /// Months before the last closed one take no statement of their own.
  case beforeTheBooks(Period, closedThrough: Period)
  case notClosed(Period)
  /// Only the month that was closed last is opened again.
  case notLatest(Period, latest: Period)
  /// The day counted up to lies in a closed month, or before it.
  case dayInClosedPeriod(CivilDate, closedThrough: Period)
}

extension ClosingRefusal: CustomStringConvertible {
  /// One line: what is wrong, and what to do.
  package var description: String {
    switch self {
    case .alreadyClosed(let period):
      "\(period) is closed already; what comes late is a correction in the open month, "
        + "or open it again with stackmeter reopen \(period) --reason TEXT"
    case .earlierOpen(let period, let first):
      "\(period) cannot be closed before \(first), which is open; close months in order: stackmeter close \(first)"
    case .inProgress(let period, let asOf):
      "\(period) is in progress: usage is known up to \(asOf); close it when the month is over, "
        + "or with --as-of \(period.endDay.adding(days: -1)) where no more usage is to come"
    case .nothingCharged(let period):
      "\(period): there is nothing to close, as nothing was used and nothing is due; check the month"
    case .beforeTheBooks(let period, let closedThrough):
      "\(period) lies before \(closedThrough), which is closed; its usage is charged as corrections in the open month"
    case .notClosed(let period):
      "\(period) is not closed, so it need not be opened again"
    case .notLatest(let period, let latest):
      "\(period) cannot be opened again while \(latest) is closed; begin with stackmeter reopen \(latest) --reason TEXT"
    case .dayInClosedPeriod(let day, let closedThrough):
      "--as-of \(day): \(closedThrough) is closed and stays as it is; give a later day, "
        + "or print what held on that day with stackmeter report --as-of \(day)"
    }
  }
}

/// Which months are closed, and what follows from it: which are open, where corrections go, what may be closed next.
///
///     closed … closed │ next │ open …           the books are closed through the last closed month;
///                       └ corrections            corrections are billed in the month behind it
///
/// Months are closed in order, so the last closed month is where the books end. A month before it that was never closed
/// had nothing to charge then; usage that comes for it late is a correction like any other.
package struct PeriodBooks: Sendable, Equatable {
  /// Ascending.
  package let closed: [Period]

  package init(closed: [Period]) { self.closed = closed.sorted() }

  /// The last closed month; nil: the books are open from the beginning.
  package var closedThrough: Period? { closed.last }

  /// The last day of the last closed month: today is not before it.
  package var lastClosedDay: CivilDate? { closedThrough?.endDay.adding(days: -1) }

  /// The month that corrections are billed in: the earliest that is open. nil: there is nothing to correct.
  package var correctionPeriod: Period? { closedThrough?.next }

  /// The days that are counted: those from the first to the last with usage, and those of closed months, which are over
  /// also where their last days had none. nil: there are none.
  package func countedDays(used: (first: CivilDate, last: CivilDate)?) -> (first: CivilDate, last: CivilDate)? {
    guard let lastClosedDay, let firstClosed = closed.first else { return used }
    return (used?.first ?? firstClosed.firstDay, max(used?.last ?? lastClosedDay, lastClosedDay))
  }

  /// The closed months that became others by a change of where usage begins, from `before` to `now`.
  ///
  /// No month before the first with usage is charged, so one that was closed because of an event of a wrong day is
  /// taken back with that event, its fixed costs too. Without any usage at all nothing tells where it begins.
  package func moved(firstUsed before: Period?, to now: Period?) -> [Period] {
    guard let before, let now else { return [] }
    return closed.filter { $0 >= min(before, now) && $0 < max(before, now) }
  }

  /// The months from the first usage to today that are not closed, those without usage among them.
  package func openPeriods(from first: CivilDate, through asOf: CivilDate) -> [Period] {
    var period = max(first.period, correctionPeriod ?? first.period)
    var periods: [Period] = []
    while period.firstDay <= asOf {
      periods.append(period)
      period = period.next
    }
    return periods
  }

  /// The closed month whose rates hold for usage of a month up to `closedThrough`: the month itself, or the next that
  /// was closed where it never was.
  package func closing(for period: Period) -> Period? { closed.first { $0 >= period } }

  /// Checks that open months may be counted up to a day.
  package func checkDay(_ asOf: CivilDate) throws(ClosingRefusal) {
    guard let closedThrough, let lastClosedDay, asOf < lastClosedDay else { return }
    throw .dayInClosedPeriod(asOf, closedThrough: closedThrough)
  }

  /// Checks that a month may be closed. `charged`: the open months that have something to charge.
  package func checkClosing(_ period: Period, charged: [Period], asOf: CivilDate) throws(ClosingRefusal) {
    guard !closed.contains(period) else { throw .alreadyClosed(period) }
    if let closedThrough, period < closedThrough { throw .beforeTheBooks(period, closedThrough: closedThrough) }
    if let first = charged.min(), first < period { throw .earlierOpen(period, first: first) }
    guard asOf.adding(days: 1) >= period.endDay else { throw .inProgress(period, asOf: asOf) }
    guard charged.contains(period) else { throw .nothingCharged(period) }
  }

  /// Checks that a month may be opened again.
  package func checkReopening(_ period: Period) throws(ClosingRefusal) {
    guard let closedThrough, closed.contains(period) else { throw .notClosed(period) }
    guard period == closedThrough else { throw .notLatest(period, latest: closedThrough) }
  }
}
