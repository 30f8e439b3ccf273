internal import Comparison
internal import Metering

/// Where the ceiling of what switching may cost binds, in words: no more than a share of active time counts as lost.
enum SwitchingWording {
  /// `15%`.
  static func share(_ measured: MeasuredSwitching) -> String {
    let share = measured.mostShareOfActiveTime
    return DisplayText.percent(share.numerator, of: share.denominator, places: 1)?.replacing(".0%", with: "%") ?? "–"
  }

  static func minutes(_ minutes: Fraction) -> String { DisplayText.decimal(minutes, places: 2) }

  /// What the switches come to, and what of it counts; nil where nothing is told, or is too large to be.
  static func minutesLost(_ stack: PeriodFindings.StackSwitching) -> (counted: Fraction, lost: Fraction)? {
    guard let loss = stack.loss, let counted = try? loss.countedMinutes() else { return nil }
    return (counted, min(counted, loss.mostMinutes))
  }

  /// `580.00 minutes at 10 each are more than 15% of active time: 538.55 count`; nil where the ceiling does not bind.
  static func remark(_ stack: PeriodFindings.StackSwitching) -> String? {
    guard let loss = stack.loss, let (counted, lost) = minutesLost(stack), lost < counted else { return nil }
    return "\(minutes(counted)) minutes at \(DisplayText.quantity(loss.switchMinutes)) each are more than "
      + "\(share(stack.measured)) of active time: \(minutes(lost)) count"
  }

  private static func mostSwitchMinutes(
    _ stack: PeriodFindings.StackSwitching, upTo minutes: Fraction
  ) -> Fraction? {
    guard let loss = stack.loss, (try? loss.isCapped(at: minutes)) == true else { return nil }
    return (try? loss.mostSwitchMinutes()).flatMap { $0 }
  }

  /// Where minutes up to `most` a switch are tried, from which value on they change nothing; empty where all count.
  static func ceiling(_ switching: [PeriodFindings.StackSwitching], upTo most: Fraction) -> Markup {
    switching.compactMap { stack -> Markup? in
      mostSwitchMinutes(stack, upTo: most).map { minutes in
        """
         In \(Markup.name(stack.stack.text)) more than \(SwitchingWording.minutes(minutes)) minutes a switch change \
        nothing, as no more than \(share(stack.measured)) of active time counts as lost.
        """
      }
    }.joined()
  }
}
