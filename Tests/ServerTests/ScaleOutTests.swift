import Foundation
import TestSupport
import Testing

/// What the documentation says of engines that pipe lines through `nlptool`.
@Suite struct ScaleOutTests {
  private static let text = (0..<200).map {
    "Ada Lovelace met Charles Babbage in London in 1\($0).\n"
  }
  .joined()

  private static func succeeds(_ script: String) -> Bool {
    (try? CommandRunner().shell(script))?.status == 0
  }

  @Test func processesInParallelGiveTheSame() throws {
    let runner = try CommandRunner()
    try runner.write(Self.text, to: "news.txt")
    let expected = try runner.run("tag", "--format", "jsonl", "news.txt").output
    let result = try runner.shell(
      """
      split -n l/4 news.txt part.
      ls part.* | xargs -P 4 -I{} sh -c 'nlptool tag --threads 1 --format jsonl {} > {}.jsonl'
      cat part.*.jsonl
      """)
    #expect(result.status == 0)
    #expect(result.output == expected)
  }

  @Test(.enabled(if: succeeds("command -v parallel"), "GNU parallel is not installed"))
  func parallelGivesTheSame() throws {
    let runner = try CommandRunner()
    try runner.write(Self.text, to: "news.txt")
    let expected = try runner.run("tag", "--format", "jsonl", "news.txt").output
    let result = try runner.shell(
      "parallel --pipepart --block 2K -k nlptool tag --threads 1 --format jsonl :::: news.txt")
    #expect(result.output == expected)
  }

  @Test(
    .enabled(
      if: succeeds("command -v java && python3 -c 'import pyspark'"), "PySpark is not installed"))
  func sparkPipesLines() throws {
    let runner = try CommandRunner()
    try runner.write(Self.text, to: "news.txt")
    let expected = try runner.run("tag", "--format", "jsonl", "news.txt").output
    try runner.write(
      """
      import shutil
      from pyspark.sql import SparkSession
      spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
      # PySpark starts a pipe without PATH.
      command = shutil.which("nlptool") + " tag --threads 1 --format jsonl"
      piped = spark.sparkContext.textFile("news.txt", 2).pipe(command).collect()
      spark.read.text("news.txt").toDF("text").repartition(1).createOrReplaceTempView("news")
      rows = spark.sql(f"SELECT TRANSFORM (text) USING '{command}' AS (line STRING) FROM news").collect()
      print("piped", len(piped))
      open("piped.jsonl", "w").write("".join(line + "\\n" for line in piped))
      open("rows.jsonl", "w").write("".join(row.line + "\\n" for row in rows))
      """, to: "job.py")
    let result = try runner.shell("python3 job.py", seconds: 300)
    #expect(result.status == 0, "\(result.error.suffix(2000))")
    #expect(try runner.read("piped.jsonl") == expected)
    let rows = try runner.read("rows.jsonl").split(separator: "\n").sorted()
    #expect(rows == expected.split(separator: "\n").sorted())
  }
}
