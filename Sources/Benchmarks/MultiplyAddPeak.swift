import CKernels
import Neural
import Synchronization

/// The peak of the threads of a pool in floating-point operations a second: fused multiply-adds of
/// registers and nothing else. A multiply-add counts two.
///
/// The best of ten short trials, since disturbances only make them slower; about 50 milliseconds.
package func multiplyAddPeak(_ pool: ThreadPool) -> Double {
  let kernels = nlp_kernels_float()!
  let rounds = 200_000
  let multiplyAdds = Double(rounds * kernels.pointee.fma_chain_count * pool.threadCount)
  let clock = ContinuousClock()
  var best = 0.0
  for _ in 0..<10 {
    let results = Mutex<Float>(0)
    let elapsed = clock.measure {
      pool.forEach(pool.threadCount) { _ in
        let sum = nlp_kernels_float()!.pointee.fma_chains(rounds, 0.5, 1)
        results.withLock { $0 += sum }
      }
    }
    precondition(results.withLock { $0.isFinite })
    best = max(best, 2 * multiplyAdds / (elapsed / .seconds(1)))
  }
  return best
}
