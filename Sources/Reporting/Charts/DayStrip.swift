internal import Metering

/// The days of a month as small columns in a table's cell: when something was used, at a glance. Its figures are in the
/// tenant's file; a cell has room for their shape alone.
///
/// Columns stand on 0 and take a share of the cell each, so that nothing is distorted at any width.
struct DayStrip: Sendable {
  /// Unique on the page.
  let id: String
  /// Whose days they are, and the finding in words.
  let title: String
  let description: String
  /// One a day, in order; 0 where nothing was used.
  let values: [Int128]

  /// What a column is wide, and the room behind it.
  private static let (width, pitch) = (8, 10)
  private static let height: Int128 = 140

  var markup: Markup {
    let scale = ChartScale(values + [0])
    let ground = scale.depth(0, of: Self.height)
    var path = ""
    for (day, value) in values.enumerated() {
      let rise = scale.depth(value, of: Self.height) - ground
      guard rise != 0 else { continue }
      path += "M\(day * Self.pitch) \(ground)h\(Self.width)v\(rise)h-\(Self.width)z"
    }
    return """
      <svg class="bar" height="14" viewBox="0 0 \(max(1, values.count * Self.pitch)) \(Int(Self.height))" \
      preserveAspectRatio="none" role="img" aria-labelledby="\(id)-t \(id)-d"><title id="\(id)-t">\(title)</title>\
      <desc id="\(id)-d">\(description)</desc><path class="used" d="\(path)"/></svg>
      """
  }
}
