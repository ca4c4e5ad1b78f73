import Text

/// Models that read the vectors of words of another model: several small files beside a large one.
/// The metadata says whose vectors these are and what they have to be: a name and a hash of their
/// tensors.
extension ModelFile {
  /// The name of the model whose vectors this one reads; `nil` if it has its own, or none.
  public var vectorSourceName: String? { sharing?.name }

  private var sharing: (name: String, hash: String)? {
    guard let parts = metadata[MetadataKey.vectorSource]?.split(separator: " "), parts.count == 2
    else { return nil }
    return (String(parts[0]), String(parts[1]))
  }

  /// The model whose vectors this one reads, if they are those that it was trained with.
  ///
  /// - Returns: `nil` if it has its own, or none.
  /// - Throws: ``ModelError/invalidMetadata(file:key:problem:)`` if there is no such model, or one
  ///   with other vectors.
  func sharedVectorSource() throws(ModelError) -> ModelFile? {
    guard metadata[MetadataKey.vectorSource] != nil else { return nil }
    func invalid(_ problem: String) -> ModelError {
      .invalidMetadata(file: name, key: MetadataKey.vectorSource, problem: problem)
    }
    guard let sharing else { throw invalid("not a name and a hash") }
    guard let source = vectorSource else {
      throw invalid(
        "its vectors are those of the embedded model \(sharing.name); "
          + "`nlptool model export` writes a file that has them itself")
    }
    guard source.metadata[MetadataKey.vectorSource] == nil else {
      throw invalid("\(sharing.name) has no vectors of its own")
    }
    guard source.vectorHash == sharing.hash else {
      throw invalid("the vectors of \(sharing.name) are not those that it was trained with")
    }
    return source
  }

  /// What the metadata says of vectors that a source has, too.
  func sharedVectorMetadata(
    _ source: ModelFile
  ) throws(ModelError) -> (key: String, value: String) {
    guard tensors.contains(where: { Self.isVector($0) }), vectorHash == source.vectorHash,
      !source.name.contains(" ")
    else {
      throw .invalidMetadata(
        file: name, key: MetadataKey.vectorSource,
        problem: "its vectors are not those of \(source.name)")
    }
    return (MetadataKey.vectorSource, "\(source.name) \(vectorHash)")
  }

  /// Writes the model with the vectors that it reads.
  func writeWithVectors(to path: String) throws(ModelError) {
    let vectors = try sharedVectorSource().map { source in
      source.tensors.filter(Self.isVector).map(source.unchanged)
    }
    try Self.write(
      tensors.map(unchanged) + (vectors ?? []),
      metadata: renewedMetadata.filter { $0.key != MetadataKey.vectorSource }, to: path)
  }

  private static func isVector(_ tensor: Tensor) -> Bool {
    tensor.name.hasPrefix(PretrainedInputs.vectorsPrefix)
  }

  /// A hash of the names, shapes and bytes of the vectors.
  private var vectorHash: String {
    var checksum = Checksum()
    for tensor in tensors where Self.isVector(tensor) {
      Array("\(tensor.name) \(tensor.shape) ".utf8).withUnsafeBytes { checksum.combine($0) }
      copy(tensor, as: UInt8.self).withUnsafeBytes { checksum.combine($0) }
    }
    return checksum.hexadecimal
  }
}
