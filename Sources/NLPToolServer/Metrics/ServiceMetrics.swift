import CoreMetrics
import FoundationEssentials
import Glibc
import HTTPTypes
import NLPToolkit
import Synchronization

/// What the service counts and measures.
final class ServiceMetrics: Sendable {
  private struct RequestKey: Hashable {
    var route: String
    var status: Int
  }

  private let factory = PrometheusFactory(help: [
    "nlptool_requests_total": "Requests answered, by route and status.",
    "nlptool_request_seconds": "Time from the head of a request to the end of its answer.",
    "nlptool_requests_in_flight": "Requests that are being worked on.",
    "nlptool_queue_seconds": "Time that texts wait for a thread.",
    "nlptool_batch_texts": "Texts that are computed together.",
    "nlptool_batch_seconds": "Time that a batch takes.",
    "nlptool_texts_total": "Texts computed.",
    "nlptool_tokens_total": "Tokens computed, estimated by their bytes.",
    "nlptool_reloads_total": "Reloads of the models, by result.",
    "process_resident_memory_bytes": "Resident memory size in bytes.",
    "nlptool_build_info": "The version of nlptool.",
  ])
  private let requests = Mutex<[RequestKey: Counter]>([:])
  private let durations = Mutex<[String: CoreMetrics.Timer]>([:])
  private let inFlight: Meter
  private let inFlightCount = Atomic<Int>(0)
  private let queue: CoreMetrics.Timer
  private let batchTexts: Recorder
  private let batchSeconds: CoreMetrics.Timer
  private let texts: Counter
  private let tokens: Counter
  private let memory: Meter

  init() {
    inFlight = Meter(label: "nlptool_requests_in_flight", factory: factory)
    queue = CoreMetrics.Timer(label: "nlptool_queue_seconds", factory: factory)
    batchTexts = Recorder(label: "nlptool_batch_texts", factory: factory)
    batchSeconds = CoreMetrics.Timer(label: "nlptool_batch_seconds", factory: factory)
    texts = Counter(label: "nlptool_texts_total", factory: factory)
    tokens = Counter(label: "nlptool_tokens_total", factory: factory)
    memory = Meter(label: "process_resident_memory_bytes", factory: factory)
    Meter(
      label: "nlptool_build_info", dimensions: [("version", ToolkitVersion.current)],
      factory: factory
    ).set(1)
  }

  func answered(_ route: String, status: HTTPResponse.Status, _ duration: Duration) {
    let counter = requests.withLock { requests in
      let key = RequestKey(route: route, status: status.code)
      if let counter = requests[key] { return counter }
      let counter = Counter(
        label: "nlptool_requests_total",
        dimensions: [("route", route), ("status", String(status.code))], factory: factory)
      requests[key] = counter
      return counter
    }
    counter.increment()
    let timer = durations.withLock { durations in
      if let timer = durations[route] { return timer }
      let timer = CoreMetrics.Timer(
        label: "nlptool_request_seconds", dimensions: [("route", route)], factory: factory)
      durations[route] = timer
      return timer
    }
    timer.recordNanoseconds(duration.nanoseconds)
  }

  /// A request is to be worked on.
  ///
  /// - Returns: how many there are now.
  func began() -> Int { inFlightCount.add(1, ordering: .relaxed).newValue }

  /// A request is no longer worked on.
  func ended() { inFlightCount.subtract(1, ordering: .relaxed) }

  func waited(_ duration: Duration) { queue.recordNanoseconds(duration.nanoseconds) }

  func computed(texts count: Int, tokens tokenCount: Int, _ duration: Duration) {
    batchTexts.record(count)
    batchSeconds.recordNanoseconds(duration.nanoseconds)
    texts.increment(by: count)
    tokens.increment(by: tokenCount)
  }

  func reloaded(succeeded: Bool) {
    Counter(
      label: "nlptool_reloads_total", dimensions: [("result", succeeded ? "done" : "failed")],
      factory: factory
    ).increment()
  }

  /// All values in the text format of Prometheus.
  var text: String {
    inFlight.set(inFlightCount.load(ordering: .relaxed))
    memory.set(Self.residentBytes)
    return factory.text
  }

  private static var residentBytes: Int {
    guard let data = FileManager.default.contents(atPath: "/proc/self/statm") else { return 0 }
    let fields = String(decoding: data, as: UTF8.self).split(separator: " ")
    return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * sysconf(Int32(_SC_PAGESIZE))
  }
}

extension Duration {
  var nanoseconds: Int64 {
    components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
  }
}
