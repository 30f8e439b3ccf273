/// The picture around a chart's marks: an image with its subject as title and its finding as description.
///
/// There is no viewBox: x is a share of the width and y is in pixels, so that marks stretch and words keep their size
/// from a phone to a poster. Marks that need their own coordinates lie in a `ChartPane`.
struct ChartFrame: Sendable {
  /// Unique on the page.
  let id: String
  /// What is shown, with its unit.
  let title: Markup
  /// The finding, in a sentence.
  let finding: Markup
  /// In pixels.
  let height: Int
  let marks: Markup

  var markup: Markup {
    """
    <figure class="plot"><svg class="plot" width="100%" height="\(height)" \(labels)>\(description)\
    \(marks)</svg></figure>

    """
  }

  /// The same in pixels of its own in both directions: wider than a phone, so it scrolls where there is no room.
  func markup(width: Int) -> Markup {
    """
    <div class="scroll wide" role="region" tabindex="0" aria-labelledby="\(id)-t"><svg class="plot" \
    width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \(labels)>\(description)\
    \(marks)</svg></div>

    """
  }

  private var labels: Markup { "role=\"img\" aria-labelledby=\"\(id)-t \(id)-d\"" }

  private var description: Markup {
    "<title id=\"\(id)-t\">\(title.withoutTags)</title><desc id=\"\(id)-d\">\(finding.withoutTags)</desc>"
  }
}

/// A part of a chart that stretches with its width: its own coordinates are `columns` to the right and 1,000 down.
struct ChartPane: Sendable {
  /// In pixels.
  let top: Int
  let height: Int
  /// How many steps to the right.
  let columns: Int
  let marks: Markup

  static let rows: Int128 = 1_000

  var markup: Markup {
    """
    <svg x="0" y="\(top)" width="100%" height="\(height)" viewBox="0 0 \(max(1, columns)) \(Int(Self.rows))" \
    preserveAspectRatio="none">\(marks)</svg>
    """
  }
}
