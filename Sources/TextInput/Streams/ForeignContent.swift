/// Files that are no text, told by their first bytes.
enum ForeignContent {
  /// Why a file that starts with these bytes is no text, and what to do; `nil` if it may be one.
  static func reason(_ sample: [UInt8]) -> String? {
    func has(_ mark: String, at place: Int = 0) -> Bool {
      sample.dropFirst(place).starts(with: mark.utf8)
    }
    if ["RIFF", "RF64", "BW64"].contains(where: { has($0) }) && has("WAVE", at: 8)
      || has("FORM") && (has("AIFF", at: 8) || has("AIFC", at: 8))
    {
      return "it is a recording; read it with --input-format wav"
    }
    if has("MThd\0\0\0\u{6}") {
      return "it is a MIDI file; read its melody with --input-format midi"
    }
    if ["fLaC\0", "OggS\0", "ID3\u{3}", "ID3\u{4}"].contains(where: { has($0) }) {
      return "it is compressed sound; convert it: ffmpeg -i FILE -c:a pcm_s16le FILE.wav"
    }
    if has("SQLite format 3\0") { return "it is a database, such as a store; export what is in it" }
    if has("%PDF-") { return "it is a PDF file; take its text out, such as with pdftotext" }
    if has("PK\u{3}\u{4}") || sample.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1]) {
      return "it is an archive or an office document; unpack it, or save it as text or CSV"
    }
    if has("\u{7F}ELF") { return "it is a program, no text" }
    if sample.starts(with: [0x89, 0x50, 0x4E, 0x47]) || sample.starts(with: [0xFF, 0xD8, 0xFF]) {
      return "it is a picture, no text"
    }
    // The length of a header in eight bytes, and the header.
    if has("\0\0\0\0{\"", at: 4) { return "it is a model file, no text" }
    // Latin letters in UTF-16 and UTF-32 without a mark.
    let start = sample.prefix(4096)
    if start.count >= 8, start.count(where: { $0 == 0 }) * 4 >= start.count {
      return "it is no text: many of its bytes are NUL; if it is UTF-16 or UTF-32, say so, as in "
        + "--encoding UTF-16LE"
    }
    return nil
  }
}
