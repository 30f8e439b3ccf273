/// What the program says of itself.
enum Usage {
  static let version = "0.1.0"

  static let help = """
    stackmeter meters compute usage, charges it to teams, and compares bespoke environments with one shared platform.

    stackmeter run [PROJECT]                 ingest what is new, aggregate, report
    stackmeter ingest [PROJECT]              read the logs into the ledger
    stackmeter aggregate [PROJECT]           rate usage, charge fixed costs, compare
    stackmeter report [PROJECT]              write CSV and HTML from the last aggregation
    stackmeter compare [PROJECT]             compare once more and print it: the last complete month, --period,
        [--period 2026-10 | --from 2026-01 --to 2026-12]       or several months as one
        [--scenario NAME] [--set ASSUMPTION=VALUE]… [--json]
    stackmeter explain [PROJECT]             how charges came about, from records to cents: the last complete month's
        [--line ID] [--tenant T] [--stack S] [--environment E] [--resource R] [--day D] [--period 2026-10]
        [--limit N] [--records] [--json]     --records reads the logs again for the places of the records
    stackmeter reconcile [PROJECT] [--period 2026-10]
                                             print what bills are explained by; 65 where one does not tie
    stackmeter close PERIOD [PROJECT]        freeze a month (2026-10); what comes late is corrected in the next
    stackmeter reopen PERIOD [PROJECT] --reason TEXT
                                             open the last closed month again; the reason stays on record
    stackmeter export rollup [PROJECT] --out FILE
                                             write usage by hour as CSV for other engines; - is standard output;
                                             names stand as the logs have them, so don't open it in a spreadsheet
    stackmeter sample DIR --seed N           write a sample organisation, the same for the same seed
        [--months M] [--scale K]
    stackmeter version, stackmeter help

    PROJECT is a folder with stackmeter.json5; without it, the current folder.
      --reports DIR      where reports go, in place of what the project file says
      --ledger FILE      the ledger, in place of what the project file says
      --jobs N           workers that read a file; without it, one per processor
      --as-of DAY        count up to this day (2026-10-31); without it, to the last day with usage;
                         report prints what held on that day: the months closed by then as they were published
      --bom              CSV files begin with a byte order mark, for Excel
      --show             of report: print the headline and who is charged what
      --closing HASH     report prints what held right after a closing, by the first digits of its hash

    Exit codes: 0 done, 64 wrong arguments, 65 bad data (nothing published), 66 input missing, 70 a fault of the
    program, 73 cannot write, 74 disk full or I/O error, 75 ledger or reports in use (try later), 77 no permission,
    78 wrong configuration.
    """
}
