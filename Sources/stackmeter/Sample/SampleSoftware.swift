import Metering

/// What the sample organisation's environments run and what is decided of them: the later columns of
/// `environments.csv`, `components.csv` and `releases.csv`.
///
/// The stacks' own products and their versions 7 and 8 are invented. Python, PostgreSQL and Kubernetes are dated as
/// their makers date them, managed Kubernetes with what a cloud asks for an hour past standard support.
enum SampleSoftware {
  /// A component of one environment, by its versions.
  struct Component {
    let name: String
    let versions: [SampleDated<String>]
  }

  struct Release {
    let component: String
    let version: String
    let released: String
    /// The last day of support; empty: no end is known.
    let endOfSupport: String
    /// Dollars an hour past it; empty: nothing.
    let surcharge: String
  }

  // MARK: Decisions

  /// The product an environment runs as. One team chose its feature store by itself.
  static func product(of environment: SampleEnvironment) -> String {
    if environment.name == "pricing-feature-store" { return "Granary" }
    return products[environment.stack] ?? ""
  }

  private static let products = [
    "notebooks": "Atelier", "training": "Crucible", "feature-store": "Larder", "serving": "Beacon",
    "pipelines": "Weir",
  ]

  static let region = "eu-central"
  static let dataClass = "confidential"

  /// Why an environment stands apart: the supervisor wants the reserving models' runs on machines nobody else uses.
  static func keepApart(_ environment: SampleEnvironment) -> String {
    environment.name == "risk-training" ? "regulatory" : ""
  }

  /// The end of a lease of machines.
  static func retireAfter(_ environment: SampleEnvironment) -> String {
    ["vision-training": "2027-03-31", "language-training": "2027-06-30", "fraud-serving": "2026-12-31"][
      environment.name] ?? ""
  }

  /// The migration so far as it is planned; claims and marketing were the first wave.
  static func wave(of environment: SampleEnvironment) -> String {
    guard !environment.isShared, ["notebooks", "pipelines"].contains(environment.stack) else { return "" }
    return ["claims": "1", "marketing": "1", "risk": "2", "fraud": "2"][environment.owner] ?? "3"
  }

  /// What shows that the platform's tenants are kept from each other; nobody else has tenants to keep apart.
  static func isolation(of environment: SampleEnvironment) -> String {
    environment.isShared ? "namespaces and quotas, tested 2026-08-14" : ""
  }

  /// What users were promised, where anybody promised them something.
  static func availabilityTarget(of environment: SampleEnvironment) -> String {
    if environment.isShared { return "99.5%" }
    return environment.stack == "serving" ? "99.9%" : ""
  }

  // MARK: Components

  /// What an environment runs, in order.
  static func components(of environment: SampleEnvironment) -> [Component] {
    guard let habits = versions[environment.owner] else { return [] }
    var names = parts[environment.stack] ?? []
    names += additions[environment.name] ?? []
    names.removeAll { (absent[environment.name] ?? []).contains($0) }
    return names.sorted { bytewise($0, precedes: $1) }.map { name in
      var dated = [SampleDated(from: environment.from, value: habits[name] ?? usual[name] ?? "")]
      if let upgrade = upgrades[environment.name], upgrade.component == name {
        dated.append(SampleDated(from: upgrade.day, value: upgrade.version))
      }
      return Component(name: name, versions: dated)
    }
  }

  /// What every environment of a stack has, unless it is told below.
  private static let parts = [
    "notebooks": ["jupyterlab", "kubernetes", "minio", "mlflow", "postgres", "python"],
    "training": ["cuda", "mlflow", "python", "pytorch"],
    "feature-store": ["kubernetes", "python", "redis"],
    "serving": ["envoy", "kubernetes", "python", "triton"],
    "pipelines": ["airflow", "kubernetes", "postgres", "python"],
  ]

  private static let additions = [
    "fraud-notebooks": ["papermill"], "pricing-notebooks": ["r", "rstudio"], "risk-notebooks": ["r", "rstudio"],
    "vision-notebooks": ["dask"], "language-notebooks": ["dask"],
    "fraud-training": ["kubernetes", "xgboost"], "pricing-training": ["kubernetes", "xgboost"],
    "risk-training": ["kubernetes", "xgboost"], "vision-training": ["slurm"],
    "language-training": ["deepspeed", "slurm"],
    "fraud-feature-store": ["spark"], "marketing-feature-store": ["spark"], "pricing-feature-store": ["dbt"],
    "claims-serving": ["torchserve"], "risk-pipelines": ["dbt"], "pricing-pipelines": ["dbt"],
  ]

  private static let absent = [
    "claims-notebooks": ["minio", "mlflow"], "risk-notebooks": ["mlflow"], "claims-serving": ["triton"],
  ]

  /// The versions each team settled on, whatever the stack.
  private static let versions = [
    "fraud": ["kubernetes": "1.31", "mlflow": "2.9.2", "postgres": "13", "python": "3.10"],
    "pricing": ["kubernetes": "1.34", "mlflow": "2.22.0", "postgres": "16", "python": "3.12"],
    "risk": ["kubernetes": "1.32", "mlflow": "2.9.2", "postgres": "14", "python": "3.9"],
    "claims": ["kubernetes": "1.31", "postgres": "13", "python": "3.9"],
    "marketing": ["kubernetes": "1.33", "mlflow": "2.16.0", "postgres": "15", "python": "3.11"],
    "vision": ["kubernetes": "1.33", "mlflow": "2.22.0", "postgres": "15", "python": "3.10"],
    "language": ["kubernetes": "1.32", "mlflow": "3.1.0", "postgres": "15", "python": "3.12"],
    "platform": ["airflow": "2.10.5", "kubernetes": "1.34", "mlflow": "3.1.0", "postgres": "17", "python": "3.12"],
  ]

  /// The versions of what teams do not choose.
  private static let usual = [
    "airflow": "2.7.3", "cuda": "12.4", "dask": "2024.5.0", "dbt": "1.8.2", "deepspeed": "0.14.4", "envoy": "1.30.4",
    "jupyterlab": "4.2.5", "minio": "2024-08-17", "papermill": "2.6.0", "pytorch": "2.4.1", "r": "4.4.1",
    "redis": "7.2", "rstudio": "2024.04.2", "slurm": "23.11.8", "spark": "3.5.1", "torchserve": "0.11.0",
    "triton": "24.07", "xgboost": "2.1.1",
  ]

  private static let upgrades = [
    "vision-notebooks": (component: "python", day: SampleCatalogue.visionUpgrade, version: "3.12"),
    "fraud-serving": (component: "kubernetes", day: SampleCatalogue.fraudServingUpgrade, version: "1.34"),
  ]

  // MARK: Releases

  static let releases =
    own
    + [
      ("1.31", "2024-09-26", "2025-11-26"), ("1.32", "2025-01-23", "2026-03-23"), ("1.33", "2025-05-29", "2026-07-29"),
      ("1.34", "2025-10-02", "2026-12-02"),
    ].map { Release(component: "kubernetes", version: $0, released: $1, endOfSupport: $2, surcharge: "0.50") }
    + [
      ("13", "2020-09-24", "2025-11-13"), ("14", "2021-09-30", "2026-11-12"), ("15", "2022-10-13", "2027-11-11"),
      ("16", "2023-09-14", "2028-11-09"), ("17", "2024-09-26", "2029-11-08"),
    ].map { Release(component: "postgres", version: $0, released: $1, endOfSupport: $2, surcharge: "") }
    + [
      ("3.9", "2020-10-05", "2025-10-31"), ("3.10", "2021-10-04", "2026-10-31"), ("3.11", "2022-10-24", "2027-10-31"),
      ("3.12", "2023-10-02", "2028-10-31"), ("3.13", "2024-10-07", "2029-10-31"),
    ].map { Release(component: "python", version: $0, released: $1, endOfSupport: $2, surcharge: "") }

  private static let own = [
    ("Atelier", "7.4.5", "2024-02-20", "2025-12-31"), ("Atelier", "7.6.2", "2024-09-17", "2026-06-30"),
    ("Atelier", "7.8.1", "2025-03-11", "2026-12-31"), ("Atelier", "8.1.0", "2025-11-18", "2027-06-30"),
    ("Atelier", "8.2.1", "2026-04-14", "2027-12-31"), ("Beacon", "7.8.3", "2024-08-13", "2026-09-30"),
    ("Beacon", "8.0.1", "2025-10-21", "2027-10-31"), ("Crucible", "7.9.0", "2024-05-06", "2026-08-31"),
    ("Crucible", "7.9.3", "2024-11-12", "2026-11-30"), ("Crucible", "8.0.3", "2025-09-23", "2027-09-30"),
    ("Crucible", "8.1.0", "2026-09-15", ""), ("Weir", "7.1.4", "2023-10-03", "2025-09-30"),
    ("Weir", "7.3.0", "2024-06-25", "2026-06-30"), ("Weir", "8.4.2", "2026-02-10", "2028-02-29"),
  ].map { Release(component: $0, version: $1, released: $2, endOfSupport: $3, surcharge: "") }
}
