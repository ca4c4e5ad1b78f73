import Foundation

/// exp, and log of a sum of exponentials, from the C library: independent of the kernels.
func exponential(_ x: Double) -> Double { exp(x) }

func logSum(_ values: [Double]) -> Double {
  let greatest = values.max() ?? -.infinity
  return greatest + log(values.reduce(0) { $0 + exp($1 - greatest) })
}
