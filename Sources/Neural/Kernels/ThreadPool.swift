#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif
import Synchronization

/// Threads that wait for loops to share.
///
/// A loop runs as numbered tasks that any thread may take; since tasks of a loop touch different data,
/// results depend on neither the number of threads nor their timing.
public final class ThreadPool: Sendable {
  /// A pool without threads of its own: loops run on the caller's.
  public static let serial = ThreadPool(threads: 1)

  /// The number of threads that share a loop, the caller's included.
  public let threadCount: Int
  private let state: State

  /// - Parameter threads: at least 1; by default the processors that are online.
  public init(threads: Int = sysconf(Int32(_SC_NPROCESSORS_ONLN))) {
    threadCount = max(1, threads)
    state = State(workers: threadCount - 1)
    for _ in 1..<max(1, threadCount) { state.startWorker() }
  }

  deinit { state.stop() }

  /// Calls `body` with 0..<count, on all threads; returns when all calls have.
  ///
  /// Loops do not nest, and only one thread at a time starts loops on a pool: a second caller runs its
  /// loop alone.
  public func forEach(_ count: Int, _ body: @Sendable (Int) -> Void) {
    guard threadCount > 1, count > 1, state.tryEnter() else {
      for index in 0..<count { body(index) }
      return
    }
    defer { state.leave() }
    withoutActuallyEscaping(body) { state.run(count, $0) }
  }

  /// What the threads share. Workers hold it, so that the pool itself can go away.
  private final class State: @unchecked Sendable {
    private let workers: Int
    private let isBusy = Atomic<Bool>(false)
    /// Goes up by one with every loop; an odd job of stopping is `isStopping`.
    private let generation = Atomic<Int>(0)
    private let nextIndex = Atomic<Int>(0)
    private let finishedWorkers = Atomic<Int>(0)
    private let isStopping = Atomic<Bool>(false)
    private let sleepers = Atomic<Int>(0)
    private var count = 0
    private var body: (@Sendable (Int) -> Void)?
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init(workers: Int) {
      self.workers = workers
      pthread_mutex_init(mutex, nil)
      pthread_cond_init(wake, nil)
    }

    deinit {
      pthread_cond_destroy(wake)
      pthread_mutex_destroy(mutex)
      wake.deallocate()
      mutex.deallocate()
    }

    func tryEnter() -> Bool { !isBusy.exchange(true, ordering: .acquiring) }

    func leave() { isBusy.store(false, ordering: .releasing) }

    func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
      self.count = count
      self.body = body
      nextIndex.store(0, ordering: .relaxed)
      finishedWorkers.store(0, ordering: .relaxed)
      generation.add(1, ordering: .sequentiallyConsistent)
      if sleepers.load(ordering: .sequentiallyConsistent) > 0 { broadcast() }
      work(count, body)
      // A worker that has not come by now finds no task left, but must have let go of `body`.
      var spins = 0
      while finishedWorkers.load(ordering: .acquiring) < workers { pause(&spins) }
      self.body = nil
    }

    private func work(_ count: Int, _ body: @Sendable (Int) -> Void) {
      while true {
        let index = nextIndex.add(1, ordering: .relaxed).oldValue
        if index >= count { return }
        body(index)
      }
    }

    func startWorker() {
      var thread = pthread_t()
      let context = Unmanaged.passRetained(self).toOpaque()
      let status = pthread_create(
        &thread, nil,
        { context in
          let state = Unmanaged<State>.fromOpaque(context!).takeRetainedValue()
          state.serve()
          return nil
        }, context)
      precondition(status == 0, "no thread could be started")
      pthread_detach(thread)
    }

    private func serve() {
      var seen = 0
      while true {
        seen = awaitLoop(after: seen)
        if isStopping.load(ordering: .acquiring) { return }
        work(count, body!)
        finishedWorkers.add(1, ordering: .releasing)
      }
    }

    /// Waits for a loop newer than `seen`: a short while by looking, then asleep.
    private func awaitLoop(after seen: Int) -> Int {
      var spins = 0
      while spins < Self.spinsBeforeSleep {
        let now = generation.load(ordering: .acquiring)
        if now != seen { return now }
        pause(&spins)
      }
      pthread_mutex_lock(mutex)
      defer { pthread_mutex_unlock(mutex) }
      sleepers.add(1, ordering: .sequentiallyConsistent)
      defer { sleepers.subtract(1, ordering: .sequentiallyConsistent) }
      while true {
        let now = generation.load(ordering: .sequentiallyConsistent)
        if now != seen { return now }
        pthread_cond_wait(wake, mutex)
      }
    }

    func stop() {
      isStopping.store(true, ordering: .releasing)
      generation.add(1, ordering: .sequentiallyConsistent)
      broadcast()
    }

    private func broadcast() {
      pthread_mutex_lock(mutex)
      pthread_cond_broadcast(wake)
      pthread_mutex_unlock(mutex)
    }

    /// About 50 microseconds of looking: longer than the serial stretches within a training step,
    /// shorter than anyone notices on a shared machine.
    private static let spinsBeforeSleep = 2000

    @inline(__always)
    private func pause(_ spins: inout Int) {
      spins += 1
      if spins % 64 == 0 { sched_yield() }
    }
  }
}
