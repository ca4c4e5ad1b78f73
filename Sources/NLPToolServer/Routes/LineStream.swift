import HTTPTypes
import Hummingbird
import NIOCore
import NLPToolCommands
import NLPToolkit

/// Answers a stream of JSON objects line by line, as they come.
///
/// One line in, one line out, in the same order. Only a few lines are held at a time, so a stream
/// may be of any length; who does not read the answers is not read either.
struct LineStream: Sendable {
  let scheduler: BatchScheduler
  let limits: ServiceLimits
  let lane: BatchLane
  let textField: String

  private var maximumBytes: Int { min(limits.textBytes, lane.task.maximumBytes) }

  func response(to request: Request) -> Response {
    let body = request.body
    var headers = lane.headers
    headers[.contentType] = MediaType.lines
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { writer in
        var assembler = LineAssembler(maximumBytes: maximumBytes)
        for try await piece in body {
          let lines = assembler.append(piece.readableBytesView)
          if !lines.isEmpty { try await writer.write(await answers(to: lines)) }
        }
        if let last = assembler.finish() { try await writer.write(await answers(to: [last])) }
        try await writer.finish(nil)
      })
  }

  private func answers(to lines: [LineAssembler.Line]) async -> ByteBuffer {
    let parsed = lines.map { parse($0) }
    let records = parsed.compactMap { line in
      if case .record(let record) = line { record } else { nil }
    }
    let answers: Result<[[UInt8]], any Error>
    do {
      answers = .success(try await scheduler.lines(for: records, lane: lane))
    } catch {
      answers = .failure(error)
    }
    var output = ByteBuffer()
    var next = 0
    for line in parsed {
      switch line {
      case .blank: break
      case .failure(let bytes): output.writeBytes(bytes)
      case .record(let record):
        switch answers {
        case .success(let lines): output.writeBytes(lines[next])
        case .failure(let error):
          let problem = (error as? ServiceError)?.message ?? "internal error"
          if case .failure(let bytes) = ServedLine.failure(problem: problem, line: record.line) {
            output.writeBytes(bytes)
          }
        }
        next += 1
      }
      output.writeInteger(UInt8(ascii: "\n"))
    }
    return output
  }

  private func parse(_ line: LineAssembler.Line) -> ServedLine {
    guard let bytes = line.bytes else {
      return .failure(
        problem: "longer than \(maximumBytes) bytes, the limit max-text", line: line.number)
    }
    let parsed = ServedLine(
      String(validating: bytes, as: UTF8.self), number: line.number, textField: textField)
    if case .record(let record) = parsed,
      let problem = lane.model.problem(of: record.document.text)
    {
      return .failure(problem: problem, line: line.number)
    }
    return parsed
  }
}
