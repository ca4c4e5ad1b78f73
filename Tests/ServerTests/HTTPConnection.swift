import Glibc

/// A connection to a server on this machine, on which a test sends the very bytes that it wants.
final class HTTPConnection {
  enum Failure: Error {
    case system(String, Int32)
    /// The server closed the connection before a reply was complete.
    case closed(received: String)
    case malformed(String)
  }

  struct Reply: Sendable {
    var status: Int
    /// By name in small letters.
    var headers: [String: String]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
  }

  private let descriptor: Int32
  private var received: [UInt8] = []

  /// - Parameter seconds: how long a reading waits at most.
  init(port: Int, seconds: Int = 60) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Failure.system("socket", errno) }
    var wait = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
    }
    guard status == 0 else { throw Failure.system("connect", errno) }
  }

  deinit { close(descriptor) }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) throws {
    var start = 0
    while start < bytes.count {
      let count = bytes[start...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Failure.system("send", errno) }
      start += count
    }
  }

  /// Says that nothing more is sent.
  func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Sends a request with a body and reads the reply.
  func request(
    _ method: String, _ path: String, type: String? = nil, headers: [String: String] = [:],
    body: [UInt8]? = nil
  ) throws -> Reply {
    var head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
    if let type { head += "Content-Type: \(type)\r\n" }
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    if let body { head += "Content-Length: \(body.count)\r\n" }
    try send(Array((head + "\r\n").utf8) + (body ?? []))
    return try reply(hasBody: method != "HEAD")
  }

  func post(_ path: String, _ json: String, headers: [String: String] = [:]) throws -> Reply {
    try request("POST", path, type: "application/json", headers: headers, body: Array(json.utf8))
  }

  /// Reads a reply, with a body by its length or in chunks.
  func reply(hasBody: Bool = true) throws -> Reply {
    let head = try line(endingIn: "\r\n\r\n")
    let lines = head.split(separator: "\r\n", omittingEmptySubsequences: true)
    let parts = (lines.first ?? "").split(separator: " ")
    guard parts.count >= 2, let status = Int(parts[1]) else { throw Failure.malformed(head) }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let sides = line.split(separator: ":", maxSplits: 1)
      guard sides.count == 2 else { throw Failure.malformed(head) }
      headers[sides[0].lowercased()] = String(sides[1].drop { $0 == " " })
    }
    if status == 100 { return try reply(hasBody: hasBody) }
    var body: [UInt8] = []
    if !hasBody || status == 204 {
    } else if headers["transfer-encoding"] == "chunked" {
      while true {
        let size = try line(endingIn: "\r\n").filter { $0 != "\r\n" }
        guard let count = Int(size, radix: 16) else { throw Failure.malformed(size) }
        body += try take(count)
        _ = try take(2)
        if count == 0 { break }
      }
    } else {
      body = try take(Int(headers["content-length"] ?? "0") ?? 0)
    }
    return Reply(status: status, headers: headers, body: body)
  }

  /// What is there up to some characters, with them.
  func line(endingIn end: String) throws -> String {
    let end = Array(end.utf8)
    var searched = 0
    while true {
      if received.count >= end.count {
        for index in searched...(received.count - end.count)
        where received[index..<index + end.count].elementsEqual(end) {
          return String(decoding: try take(index + end.count), as: UTF8.self)
        }
        searched = received.count - end.count + 1
      }
      try receive()
    }
  }

  private func take(_ count: Int) throws -> [UInt8] {
    while received.count < count { try receive() }
    defer { received.removeFirst(count) }
    return Array(received[..<count])
  }

  private func receive() throws {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else {
      throw Failure.closed(received: String(decoding: received, as: UTF8.self))
    }
    received += buffer[..<count]
  }
}
