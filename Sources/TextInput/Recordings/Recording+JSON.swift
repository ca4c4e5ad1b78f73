import Sound
import Text

extension Recording {
  /// The object that ``json`` makes; `nil` for any other value.
  init?(_ value: JSONValue) {
    guard case .object(let members) = value else { return nil }
    func member(_ name: String) -> JSONValue? { members.first { $0.name == name }?.value }
    guard let path = member("path")?.string, let speaker = member("speaker")?.string,
      let rate = member("sample_rate")?.integer, let frames = member("frames")?.integer,
      let digest = member("sha256")?.string, !path.isEmpty, frames > 0,
      SoundFileFormat.sampleRates.contains(rate),
      !(path + speaker + digest).utf8.contains(0)
    else { return nil }
    self.init(
      path: path, speaker: speaker, sampleRate: rate, frameCount: frames, digest: digest)
  }

  /// The recording as an object of JSON lines.
  package var json: JSONValue {
    .object([
      JSONMember("path", .string(path)), JSONMember("speaker", .string(speaker)),
      JSONMember("sample_rate", .integer(sampleRate)), JSONMember("frames", .integer(frameCount)),
      JSONMember("sha256", .string(digest)),
    ])
  }
}
