/// The version of the toolkit, which goes into model cards and signatures of scores.
public enum ToolkitVersion {
  /// The version that this source makes.
  public static let current = "0.1.0"
}
