extension Schema {
  /// What lines say of another currency they were priced in, and of who answers for them. `reopened_lines` has the
  /// columns of `charge_lines` in their order.
  static let currencies: [StaticString] = [
    "ALTER TABLE charge_lines ADD COLUMN owner TEXT",
    // NULL: priced in `currency`. `pricing_amount`: exact, in `pricing_currency`; `exchange_rate`: NULL of a residue of
    // several.
    "ALTER TABLE charge_lines ADD COLUMN pricing_currency TEXT",
    "ALTER TABLE charge_lines ADD COLUMN pricing_amount TEXT",
    "ALTER TABLE charge_lines ADD COLUMN exchange_rate TEXT",
    "ALTER TABLE reopened_lines ADD COLUMN owner TEXT",
    "ALTER TABLE reopened_lines ADD COLUMN pricing_currency TEXT",
    "ALTER TABLE reopened_lines ADD COLUMN pricing_amount TEXT",
    "ALTER TABLE reopened_lines ADD COLUMN exchange_rate TEXT",
  ]
}
