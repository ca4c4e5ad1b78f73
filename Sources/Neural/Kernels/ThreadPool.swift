#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif
import CKernels
import Synchronization

/// Threads that share the iterations of a loop.
///
/// Any thread may run any iteration. Iterations write different data, so results depend on neither
/// the number of threads nor their timing.
public final class ThreadPool: Sendable {
  /// A pool without threads of its own: loops run on the caller's.
  public static let serial = ThreadPool(threads: 1)

  /// The number of threads that share a loop, the caller's included.
  public let threadCount: Int
  private let state: State

  /// - Parameter threads: at least 1; by default the processors that are online.
  public init(threads: Int = sysconf(Int32(_SC_NPROCESSORS_ONLN))) {
    threadCount = max(1, threads)
    state = State()
    for _ in 1..<max(1, threadCount) { state.startWorker() }
  }

  deinit { state.stop() }

  /// Calls `body` with 0..<count, on all threads; returns when all calls have.
  ///
  /// Loops do not nest, and a pool runs one loop at a time: a second caller runs its own alone.
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
    private let isBusy = Atomic<Bool>(false)
    /// The running loop, see ``Ticket``. To take a task is to add one to it, so a thread that is
    /// late for one loop gets a valid task of the next or none.
    private let tickets = Atomic<UInt64>(0)
    private let finishedTasks = Atomic<Int>(0)
    private let isStopping = Atomic<Bool>(false)
    private let sleepers = Atomic<Int>(0)
    /// Only read by threads that have drawn a task, whose end the caller awaits.
    private var body: (@Sendable (Int) -> Void)?
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
      pthread_mutex_init(mutex, nil)
      pthread_cond_init(wake, nil)
    }

    deinit {
      pthread_cond_destroy(wake)
      pthread_mutex_destroy(mutex)
      wake.deallocate()
      mutex.deallocate()
    }

    /// A loop in one word: its index (16 bits), its tasks (24 bits) and the next task (24 bits).
    private struct Ticket {
      let word: UInt64

      init(_ word: UInt64) { self.word = word }
      init(loop: UInt64, count: Int) { word = (loop & 0xFFFF) << 48 | UInt64(count) << 24 }

      var loop: UInt64 { word >> 48 }
      var count: Int { Int(word >> 24 & UInt64(Self.limit)) }
      var task: Int { Int(word & UInt64(Self.limit)) }

      /// Half of what the field holds, so that threads that find no task left do not overflow it.
      static let limit = 1 << 24 - 1
      static let longestLoop = 1 << 23
    }

    func tryEnter() -> Bool { !isBusy.exchange(true, ordering: .acquiring) }

    func leave() { isBusy.store(false, ordering: .releasing) }

    func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
      for first in stride(from: 0, to: count, by: Ticket.longestLoop) {
        runPart(min(Ticket.longestLoop, count - first)) { body(first + $0) }
      }
    }

    private func runPart(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
      self.body = body
      finishedTasks.store(0, ordering: .relaxed)
      let loop = Ticket(tickets.load(ordering: .relaxed)).loop + 1
      tickets.store(Ticket(loop: loop, count: count).word, ordering: .sequentiallyConsistent)
      if sleepers.load(ordering: .sequentiallyConsistent) > 0 { broadcast() }
      work()
      var waits = 0
      while finishedTasks.load(ordering: .acquiring) < count { Self.pause(&waits) }
      self.body = nil
    }

    /// Does tasks of the loop until none is left.
    private func work() {
      while true {
        let ticket = Ticket(tickets.add(1, ordering: .acquiring).oldValue)
        if ticket.task >= ticket.count { return }
        perform(ticket.task)
        let finished = finishedTasks.add(1, ordering: .releasing).newValue
        if finished == ticket.count { return }
      }
    }

    /// Apart, so that `body` is let go of before the task counts as finished.
    @inline(never)
    private func perform(_ task: Int) { body!(task) }

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
      while !isStopping.load(ordering: .acquiring) {
        awaitTasks()
        work()
      }
    }

    private var hasTasks: Bool {
      let ticket = Ticket(tickets.load(ordering: .sequentiallyConsistent))
      return ticket.task < ticket.count || isStopping.load(ordering: .acquiring)
    }

    /// Waits for a task that no thread has taken: a short while by looking, then asleep.
    private func awaitTasks() {
      var waits = 0
      while waits < Self.waitsBeforeSleep {
        if hasTasks { return }
        Self.pause(&waits)
      }
      pthread_mutex_lock(mutex)
      defer { pthread_mutex_unlock(mutex) }
      sleepers.add(1, ordering: .sequentiallyConsistent)
      defer { sleepers.subtract(1, ordering: .sequentiallyConsistent) }
      while !hasTasks { pthread_cond_wait(wake, mutex) }
    }

    func stop() {
      isStopping.store(true, ordering: .releasing)
      broadcast()
    }

    private func broadcast() {
      pthread_mutex_lock(mutex)
      pthread_cond_broadcast(wake)
      pthread_mutex_unlock(mutex)
    }

    /// About 50 microseconds of looking: longer than the serial stretches within a training step,
    /// shorter than anyone notices on a shared machine.
    private static let waitsBeforeSleep = 4000

    /// A moment; now and then one that another process may have.
    @inline(__always)
    private static func pause(_ waits: inout Int) {
      waits += 1
      if waits % 256 == 0 { sched_yield() } else { nlp_pause() }
    }
  }
}
