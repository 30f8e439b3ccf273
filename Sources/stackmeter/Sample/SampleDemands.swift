import Metering

/// Who uses what: the teams of the sample organisation at work.
struct SampleDemands {
  let window: SampleWindow
  let seed: UInt64

  /// What the cluster exporter logs.
  func clusterUsages() -> [SampleUsage] {
    var usages = Self.notebooks.flatMap { $0.usages(in: window, seed: seed) }
    usages += Self.training.flatMap { $0.usages(in: window, seed: seed) }
    usages += Self.pipelines.flatMap { $0.usages(in: window, seed: seed) }
    usages += Self.stores.flatMap { $0.usages(in: window, seed: seed) }
    usages += Self.sandbox.usages(in: window, seed: seed).filter { $0.start >= window.start(of: Self.sandboxBegins) }
    return usages
  }

  /// What the gateways log.
  func gatewayUsages() -> [SampleUsage] { Self.gateways.flatMap { $0.usages(in: window, seed: seed) } }

  static func people(_ team: String, _ count: Int) -> [SamplePerson] {
    (0..<count).map { SamplePerson(team: team, number: $0, teamSize: teamSizes[team] ?? count) }
  }

  private static let teamSizes = [
    "fraud": 12, "pricing": 9, "risk": 8, "claims": 6, "marketing": 8, "vision": 10, "language": 8,
  ]

  // Some people work in two teams' notebooks, and switch between them.
  private static let notebooks = [
    NotebookDemand(
      demand: SampleDemand("fraud", "notebooks"), people: people("fraud", 12) + people("risk", 1), gpuOnceIn: 2),
    NotebookDemand(
      demand: SampleDemand("pricing", "notebooks"), people: people("pricing", 7) + people("risk", 3), gpuOnceIn: 6,
      hasWorkshop: true),
    NotebookDemand(demand: SampleDemand("risk", "notebooks"), people: people("risk", 8), gpuOnceIn: 4),
    NotebookDemand(
      demand: SampleDemand("claims", "notebooks", movesToPlatform: SampleCatalogue.claimsNotebooksMove),
      people: people("claims", 6), gpuOnceIn: 3),
    NotebookDemand(
      demand: SampleDemand("marketing", "notebooks", movesToPlatform: SampleCatalogue.marketingMoves),
      people: people("marketing", 8), gpuOnceIn: 4),
    NotebookDemand(demand: SampleDemand("vision", "notebooks"), people: people("vision", 10), gpuOnceIn: 2),
    NotebookDemand(
      demand: SampleDemand("language", "notebooks"), people: people("language", 7) + people("vision", 2), gpuOnceIn: 3),
  ]

  /// Somebody's own hub, which nobody has told the people who keep the catalogue.
  private static let sandbox = NotebookDemand(
    demand: SampleDemand("marketing", "notebooks", only: "marketing-sandbox"), people: people("marketing", 1),
    gpuOnceIn: 3)
  private static let sandboxBegins = SampleWindow.day(2026, 9, 1)

  private static let training = [
    TrainingDemand(
      demand: SampleDemand("fraud", "training"),
      lanes: TrainingLanes(count: 4, gpusEach: 4, campaign: 0, minutes: 90...1_100), people: people("fraud", 5)),
    TrainingDemand(
      demand: SampleDemand("pricing", "training"),
      lanes: TrainingLanes(count: 2, gpusEach: 4, campaign: 1, minutes: 60...700), people: people("pricing", 4)),
    TrainingDemand(
      demand: SampleDemand("risk", "training"),
      lanes: TrainingLanes(count: 2, gpusEach: 4, campaign: 2, minutes: 120...1_300), people: people("risk", 3)),
  ]

  private static let pipelines = [
    PipelineDemand(demand: SampleDemand("fraud", "pipelines"), runs: 4, streamCores: 15),
    PipelineDemand(demand: SampleDemand("pricing", "pipelines"), runs: 3, streamCores: 9),
    PipelineDemand(demand: SampleDemand("risk", "pipelines"), runs: 3, streamCores: 8),
    PipelineDemand(
      demand: SampleDemand("claims", "pipelines", movesToPlatform: SampleCatalogue.claimsPipelinesMove), runs: 3,
      streamCores: 10),
    PipelineDemand(
      demand: SampleDemand("marketing", "pipelines", movesToPlatform: SampleCatalogue.marketingMoves), runs: 3,
      streamCores: 8),
  ]

  private static let stores = [
    ServiceDemand(
      demand: SampleDemand("fraud", "feature-store"), service: .featureStore(cores: 14, memory: 150, storage: 5_200)),
    ServiceDemand(
      demand: SampleDemand("pricing", "feature-store"), service: .featureStore(cores: 9, memory: 96, storage: 3_100)),
    ServiceDemand(
      demand: SampleDemand("marketing", "feature-store"), service: .featureStore(cores: 6, memory: 60, storage: 1_900)),
  ]

  private static let gateways = [
    ServiceDemand(
      demand: SampleDemand("fraud", "serving"),
      service: .gateway(gpus: 6, cores: 62, requests: 410_000, isForEvenings: true)),
    ServiceDemand(
      demand: SampleDemand("pricing", "serving"),
      service: .gateway(gpus: 3, cores: 29, requests: 260_000, isForEvenings: false)),
    ServiceDemand(
      demand: SampleDemand("claims", "serving"),
      service: .gateway(gpus: 4, cores: 38, requests: 180_000, isForEvenings: false)),
    ServiceDemand(
      demand: SampleDemand("marketing", "serving"),
      service: .gateway(gpus: 2, cores: 24, requests: 350_000, isForEvenings: true)),
  ]
}
