import CICU
import Synchronization

/// One step of normalization.
enum Transformation {
  case nfc, nfd, nfkc, nfkcCasefold, foldAccents, foldDigits, removeInvisible, transliterate
  case lowercase(locale: String)

  /// The changed text and what was changed.
  func apply(to text: String) -> (text: String, edits: [Alignment.Edit]) {
    var result = cicu_transformed()
    let isDone = text.withUTF8Bytes { bytes in
      guard let base = bytes.baseAddress else { return true }
      return run(base, Int64(bytes.count), &result)
    }
    guard isDone else {
      fatalError("libicu cannot transform a text: no memory, or its data is missing")
    }
    defer { cicu_transformed_free(&result) }
    let bytes = UnsafeBufferPointer(start: result.bytes, count: Int(result.length))
    let edits = UnsafeBufferPointer(start: result.edits, count: Int(result.edit_count))
    return (
      String(decoding: bytes, as: UTF8.self),
      edits.map { edit in
        Alignment.Edit(
          source: Int(edit.source_start)..<Int(edit.source_end),
          target: Int(edit.target_start)..<Int(edit.target_end))
      }
    )
  }

  private func run(
    _ bytes: UnsafePointer<UInt8>, _ count: Int64, _ result: inout cicu_transformed
  ) -> Bool {
    switch self {
    case .nfc: cicu_normalize(Int32(CICU_NFC), bytes, count, &result)
    case .nfd: cicu_normalize(Int32(CICU_NFD), bytes, count, &result)
    case .nfkc: cicu_normalize(Int32(CICU_NFKC), bytes, count, &result)
    case .nfkcCasefold: cicu_normalize(Int32(CICU_NFKC_CASEFOLD), bytes, count, &result)
    case .foldAccents: cicu_normalize(Int32(CICU_FOLD_ACCENTS), bytes, count, &result)
    case .foldDigits: cicu_map_characters(Int32(CICU_FOLD_DIGITS), bytes, count, &result)
    case .removeInvisible: cicu_map_characters(Int32(CICU_REMOVE_INVISIBLE), bytes, count, &result)
    case .lowercase(let locale): cicu_lowercase(locale, bytes, count, &result)
    case .transliterate:
      Transliterators.shared.withTransliterator { cicu_transliterate($0, bytes, count, &result) }
    }
  }
}

/// Transliterators, each used by one thread at a time; they are dear to open.
private final class Transliterators: Sendable {
  static let shared = Transliterators()

  private struct Transliterator: @unchecked Sendable {
    let pointer: OpaquePointer
  }

  private let idle = Mutex<[Transliterator]>([])

  func withTransliterator(_ body: (OpaquePointer) -> Bool) -> Bool {
    let transliterator = idle.withLock { $0.popLast() }
    guard let pointer = transliterator?.pointer ?? cicu_transliterator_open() else { return false }
    defer { idle.withLock { $0.append(Transliterator(pointer: pointer)) } }
    return body(pointer)
  }
}
