/// The version of the toolkit, which goes into model cards and signatures of scores.
public enum ToolkitVersion {
  /// As the newest heading of CHANGELOG.md has it.
  public static let current = "0.3.0"
}
