import NLPToolCommands
import Testing

@Suite("Progress")
struct ProgressTests {
  @Test("The line tells the share, the rate and the time left")
  func line() {
    let line = Progress.line(
      title: "Reading", completed: 1_200_000, total: 2_400_000, unit: "tokens", seconds: 4,
      remark: "loss 0.5", columns: 120)
    #expect(
      line
        == "Reading  50% [##########          ] 1.20M of 2.40M tokens, 300k/s, 0:04 left, loss 0.5")
  }

  @Test("Without a total there is no bar")
  func open() {
    let line = Progress.line(
      title: "Reading", completed: 10, total: nil, unit: "files", seconds: 5, remark: "",
      columns: 80)
    #expect(line == "Reading 10 files, 2/s")
  }

  @Test("More than the total, nothing done and no time are no trouble")
  func extremes() {
    let beyond = Progress.line(
      title: "A", completed: 5, total: 4, unit: "b", seconds: 1, remark: "", columns: 80)
    #expect(beyond == "A 100% [####################] 5 of 4 b, 5/s")
    let nothing = Progress.line(
      title: "A", completed: 0, total: 4, unit: "b", seconds: 0, remark: "", columns: 80)
    #expect(nothing == "A   0% [                    ] 0 of 4 b")
  }

  @Test("It never fills the width of the terminal, which would wrap")
  func width() {
    let line = Progress.line(
      title: "Reading", completed: 1, total: 2, unit: "tokens", seconds: 1, remark: "",
      columns: 20)
    #expect(line.count == 19)
  }

  @Test(
    "Large numbers are short",
    arguments: [
      (0, "0"), (999, "999"), (1000, "1.00k"), (1004, "1.00k"), (1005.1, "1.01k"),
      (12_345, "12.3k"), (99_960, "100k"), (999_600, "1.00M"), (45_600_000, "45.6M"),
      (2e12, "2.00T"),
    ] as [(Double, String)])
  func abbreviated(value: Double, text: String) {
    #expect(Progress.abbreviated(value) == text)
  }

  @Test("Time", arguments: [(0, "0:00"), (59.6, "1:00"), (3_661, "1:01:01"), (1e12, "99:59:59")])
  func clock(seconds: Double, text: String) {
    #expect(Progress.clock(seconds: seconds) == text)
  }
}
