extension KeyedDecodingContainer {
  /// Reads a setting where there is one, so that a missing one keeps its default.
  package func read<Value: Decodable>(_ key: Key, into value: inout Value) throws {
    value = try decodeIfPresent(Value.self, forKey: key) ?? value
  }
}
