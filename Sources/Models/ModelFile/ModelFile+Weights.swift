import Neural

extension ParameterLayout.Entry {
  /// The shape as PyTorch has it: a vector is `[n]`, everything else `[rows, columns]`.
  var shape: [Int] { kind == .plain && rows == 1 ? [columns] : [rows, columns] }
}

extension Weights<Float> {
  /// Takes all values from a model file and packs them for use.
  ///
  /// - Parameters:
  ///   - prefix: comes before the name of every parameter in the file.
  ///   - others: the prefixes of tensors that are no parameters and belong to the file all the
  ///     same.
  /// - Throws: ``ModelError`` if a parameter is missing, has another type or shape or an element
  ///   that is not finite, or if the file has a tensor with this prefix that is no parameter. The
  ///   values are unchanged then.
  public func load(
    from file: ModelFile, prefix: String = "", excluding others: [String] = []
  ) throws(ModelError) {
    let names = Set(layout.entries.map { prefix + $0.name })
    for tensor in file.tensors
    where tensor.name.hasPrefix(prefix) && !names.contains(tensor.name)
      && !file.isScales(tensor.name) && !others.contains(where: tensor.name.hasPrefix)
    {
      throw .unexpectedTensor(file: file.name, tensor: tensor.name)
    }
    var values: [(ParameterReference, [Float])] = []
    for entry in layout.entries {
      guard let reference = layout.reference(named: entry.name) else { continue }
      values.append((reference, try file.floats(named: prefix + entry.name, shape: entry.shape)))
    }
    for (reference, elements) in values { setElements(of: reference, to: elements) }
    repack()
  }

  /// All values by name, for ``ModelFile/write(_:card:configuration:vocabularies:to:)``.
  ///
  /// - Parameter prefix: comes before the name of every parameter in the file.
  public func tensors(prefix: String = "") -> [NamedTensor] {
    layout.entries.map { entry in
      NamedTensor(
        prefix + entry.name, shape: entry.shape, elements: elements(of: entry.name) ?? [])
    }
  }
}
