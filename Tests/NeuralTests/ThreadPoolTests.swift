import Neural
import Synchronization
import Testing

struct ThreadPoolTests {
  @Test(arguments: [1, 2, 5])
  func everyIndexRunsOnce(threads: Int) {
    let pool = ThreadPool(threads: threads)
    for count in [0, 1, 2, 7, 1000] {
      let sum = Atomic<Int>(0)
      let calls = Atomic<Int>(0)
      pool.forEach(count) {
        sum.add($0, ordering: .relaxed)
        calls.add(1, ordering: .relaxed)
      }
      #expect(calls.load(ordering: .relaxed) == count)
      #expect(sum.load(ordering: .relaxed) == count * (count - 1) / 2)
    }
  }

  @Test func loopsInQuickSuccession() {
    let pool = ThreadPool(threads: 3)
    let sum = Atomic<Int>(0)
    for _ in 0..<20_000 { pool.forEach(3) { sum.add($0, ordering: .relaxed) } }
    #expect(sum.load(ordering: .relaxed) == 60_000)
  }

  @Test func callersMayShareAPool() async {
    let pool = ThreadPool(threads: 2)
    let total = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          let sum = Atomic<Int>(0)
          for _ in 0..<100 { pool.forEach(10) { sum.add($0, ordering: .relaxed) } }
          return sum.load(ordering: .relaxed)
        }
      }
      return await group.reduce(0, +)
    }
    #expect(total == 8 * 100 * 45)
  }

  @Test func poolsComeAndGo() {
    for _ in 0..<200 {
      let pool = ThreadPool(threads: 4)
      let calls = Atomic<Int>(0)
      pool.forEach(8) { _ in calls.add(1, ordering: .relaxed) }
      #expect(calls.load(ordering: .relaxed) == 8)
    }
  }
}
