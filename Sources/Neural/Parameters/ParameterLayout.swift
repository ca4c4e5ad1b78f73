/// The names, shapes and offsets of all parameters of a model within one allocation.
///
/// A layer adds its parameters when it is made and keeps the references. The weights, the gradients
/// and the moments of the optimizer are one allocation of this layout each.
public struct ParameterLayout: Sendable {
  /// One parameter: a matrix, or a vector as a matrix of one row.
  public struct Entry: Sendable, Hashable {
    /// The name with the scopes, such as `encoder.weight_hh_l0`.
    public let name: String
    /// 1 for a vector.
    public let rows: Int
    /// The columns, or the elements of a vector.
    public let columns: Int
    /// The offset of the first element in the allocation.
    public let offset: Int
    /// The initial values.
    public let initialization: Initialization
    /// What the parameter is used for.
    public let kind: Kind

    /// The number of elements.
    public var count: Int { rows * columns }
  }

  /// What a parameter is used for.
  public enum Kind: Sendable, Hashable {
    /// Used element by element, such as a bias.
    case plain
    /// A weight matrix: an operand of matrix products, kept in packed panels besides its values.
    case weight
    /// An embedding table, of whose rows a batch reads few: its gradients are sparse.
    case table
    /// The weights of sparse features, most of which are rare: its gradients are sparse. It is
    /// updated by plain gradient descent at `rate` times the learning rate, whatever the optimizer,
    /// since rules that divide by the size of past gradients overfit rare features.
    case features(rate: Double)

    /// Whether gradients are sparse.
    var isTable: Bool {
      switch self {
      case .plain, .weight: false
      case .table, .features: true
      }
    }
  }

  /// The parameters in the order in which they were added.
  public private(set) var entries: [Entry] = []
  /// The elements of the allocation; each parameter starts on a cache line.
  public private(set) var count = 0
  private var prefix = ""

  /// A layout without parameters.
  public init() {}

  /// Adds a parameter; its name gets the scopes that are open as a prefix.
  ///
  /// - Precondition: the name is new.
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

  /// The parameter of a name, with its scopes.
  public func reference(named name: String) -> ParameterReference? {
    entries.firstIndex { $0.name == name }.map(ParameterReference.init(index:))
  }
}

/// A parameter, by its index in a ``ParameterLayout``.
public struct ParameterReference: Sendable, Hashable {
  let index: Int
}

/// The initial values of a parameter.
public enum Initialization: Sendable, Hashable {
  case zeros
  /// One value for all elements.
  case constant(Double)
  /// Uniform in -limit...limit.
  case uniform(Double)
  /// Normal with mean 0 and this standard deviation.
  case normal(Double)
  /// Uniform with variance 2 / (fan in + fan out) (Glorot and Bengio 2010).
  case glorot
  /// A random orthogonal matrix for each block of so many rows (Saxe et al. 2013).
  case orthogonal(blockRows: Int)
  /// A value in some columns and zeros elsewhere, such as the bias of an LSTM's forget gate
  /// (Jozefowicz et al. 2015).
  case block(Range<Int>, Double)
}
