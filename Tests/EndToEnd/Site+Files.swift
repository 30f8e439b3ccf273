import Foundation

/// The files that the tests write: the smallest project of the issue, and larger logs.
extension Site {
  static let project = """
    {
      organization: "Example", currency: "USD", timeZone: "UTC",
      sources: [
        { name: "events", format: "usage-events", files: ["logs/*.csv", "logs/*.jsonl"] },
        { name: "hpc", format: "slurm-sacct", files: ["sacct/*.log"], timeZone: "UTC",
          map: [ { set: { tenant: "{Account}", environment: "{Cluster}", stack: "{Partition}", user: "{User}" } } ] },
      ],
    }

    """

  static let csvHeader = "id,start,end,tenant,stack,environment,version,resource,quantity\n"

  /// Two GPU-hours of ada and half a one of bob, in one stack.
  static let csv =
    csvHeader + """
      e1,2026-10-01T08:00:00Z,2026-10-01T10:00:00Z,ada,notebooks,lab,7,gpu,7200
      e2,2026-10-02T08:30:00Z,,bob,notebooks,den,8,gpu,1800

      """

  /// 1,234 tokens of ada.
  static let json = """
    {"id": "e3", "start": "2026-10-02T09:00:00+02:00", "tenant": "ada", "environment": "lab", "resource": "tokens", \
    "quantity": "1234"}

    """

  /// A job of ada: two hours on 8 cores, 32 GiB, one node and 2 GPUs.
  static let sacct =
    [
      "1", "1", "hpc", "training", "normal", "ada", "ada", "1", "ann", "1", "2026-10-03T09:59:00",
      "2026-10-03T09:59:00",
      "2026-10-03T10:00:00", "2026-10-03T12:00:00", "02:00:00", "0:0", "COMPLETED", "1", "8", "8", "32G",
      "cpu=8,mem=32G,node=1,gres/gpu=2", "cpu=8,mem=32G,node=1,gres/gpu=2", "04:00:00", "n1", "train",
    ].joined(separator: "|") + "\n"

  static let smallest = [
    "stackmeter.json5": project, "logs/a.csv": csv, "logs/b.jsonl": json, "sacct/c.log": sacct,
  ]

  /// A price of a GPU, and none of anything else.
  static let rates = "resource,unit,price,currency,valid_from\ngpu,GPU-hours,2.00,USD,2026-01-01\n"

  /// An organisation with all tables: what it comes to is worked out in `NightTests`.
  static let organization = smallest.merging([
    "rates.csv": """
    resource,unit,price,currency,valid_from,valid_to
    gpu,GPU-hours,2.00,USD,2026-01-01,2026-10-02
    gpu,GPU-hours,3.00,USD,2026-10-02,
    cpu.core,core-hours,0.125,USD,2026-01-01,

    """,
    "environments.csv": """
    environment,stack,kind,owner,version,valid_from,valid_to
    lab,notebooks,bespoke,ada,7,,
    den,notebooks,bespoke,bob,8,,2026-10-03
    den,notebooks,bespoke,ada,8,2026-10-03,

    """,
    "capacity.csv": "environment,resource,units\nlab,gpu,4\nden,gpu,2\n",
    "costs.csv": #"""
    environment,category,item,amount_per_month,fte,loaded_cost_per_year,currency
    lab,control_plane,,31.00,,,USD
    den,licences,"Notes, ""pro""",62.00,,,USD
    lab,operations_staff,,,0.5,148800,USD

    """#,
    "tenants.csv": "tenant,name,business_unit,cost_centre,gl_account,legal_entity\nada,Ada,Research,0042,6000,01\n",
  ]) { $1 }

  /// A log of so many events, with bad lines, duplicates and conflicts here and there.
  static func log(events: Int, name: String = "x") -> String {
    var text = csvHeader
    text.reserveCapacity(events * 90)
    for index in 0..<events {
      let (day, hour) = (two(1 + index % 28), two(index % 22))
      let quantity = index % 1_009 == 7 ? "many" : "\(index % 97 + 1).5"
      let id = index % 503 == 11 ? index - 5 : index
      text += "\(name)-\(id),2026-10-\(day)T\(hour):10:00Z,2026-10-\(day)T\(two(index % 22 + 1)):50:00Z,"
      text += "team \(index % 7),stack \(index % 3),environment \(index % 11),v\(index % 2),gpu,\(quantity)\n"
      if index % 701 == 3, let last = text.dropLast().lastIndex(of: "\n") {
        text += String(text[text.index(after: last)...])
      }
    }
    return text
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
