/// The names, shapes and places of all parameters of a model within one allocation.
///
/// Layers add theirs when they are made and keep the references; the values, the gradients and the
/// moments of the optimizer are allocations of this one layout.
public struct ParameterLayout: Sendable {
  /// One parameter: a matrix, or a vector as a matrix of one row.
  public struct Entry: Sendable, Hashable {
    public let name: String
    public let rows: Int
    public let columns: Int
    /// The place of its first element in the allocation.
    public let offset: Int
    public let initialization: Initialization
    public let kind: Kind

    public var count: Int { rows * columns }
  }

  /// What a parameter is used for.
  public enum Kind: Sendable, Hashable {
    /// Added or looked at element by element.
    case plain
    /// A factor of matrix products, kept in packed panels beside its values.
    case weight
    /// A table whose rows are looked up; a batch has gradients for few of them.
    case table
    /// A table of the weights of sparse features, many of which a batch sees once or never. Whatever the
    /// optimizer, it goes down the plain gradient, with `rate` times the learning rate: a rule that divides
    /// by the size of past gradients would learn rare features by heart.
    case features(rate: Double)

    /// Whether a batch touches few rows.
    var isTable: Bool {
      switch self {
      case .plain, .weight: false
      case .table, .features: true
      }
    }
  }

  public private(set) var entries: [Entry] = []
  /// The number of elements of the allocation; each parameter starts on a cache line.
  public private(set) var count = 0
  private var prefix = ""

  public init() {}

  /// Adds a parameter.
  ///
  /// - Precondition: the name, with the prefixes in force, is new.
  public mutating func add(
    _ name: String, rows: Int, columns: Int, kind: Kind = .plain,
    initialization: Initialization
  ) -> ParameterReference {
    let name = prefix + name
    precondition(!entries.contains { $0.name == name }, "two parameters named \(name)")
    entries.append(
      Entry(
        name: name, rows: rows, columns: columns, offset: count,
        initialization: initialization, kind: kind))
    count += (rows * columns + 15) / 16 * 16
    return ParameterReference(index: entries.count - 1)
  }

  /// Runs `body` with `name` and a dot before the names of the parameters that it adds.
  public mutating func scope<Result>(
    _ name: String, _ body: (inout ParameterLayout) -> Result
  ) -> Result {
    let outer = prefix
    prefix += name + "."
    defer { prefix = outer }
    return body(&self)
  }

  public func reference(named name: String) -> ParameterReference? {
    entries.firstIndex { $0.name == name }.map(ParameterReference.init(index:))
  }
}

/// The place of a parameter in its ``ParameterLayout``.
public struct ParameterReference: Sendable, Hashable {
  let index: Int
}

/// How a parameter starts.
public enum Initialization: Sendable, Hashable {
  case zeros
  case constant(Double)
  /// Uniform in -limit...limit.
  case uniform(Double)
  /// Normal with this deviation and mean 0.
  case normal(Double)
  /// Uniform with variance 2 / (fan in + fan out) (Glorot and Bengio 2010).
  case glorot
  /// Each block of so many rows is a random orthogonal matrix (Saxe et al. 2013).
  case orthogonal(blockRows: Int)
  /// Zeros but for one block of columns, such as the bias of an LSTM's forget gates
  /// (Jozefowicz et al. 2015).
  case block(Range<Int>, Double)
}
