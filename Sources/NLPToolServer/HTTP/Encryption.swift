import Hummingbird
import HummingbirdCore
import NLPToolCommands

#if TLS
  import FoundationEssentials
  import HummingbirdTLS
  import NIOSSL

  extension HTTPServerBuilder {
    /// The same server behind TLS.
    ///
    /// - Parameters:
    ///   - certificate: the path of the certificate chain, in PEM, that of the server first.
    ///   - key: the path of its private key, in PEM.
    /// - Throws: status 66 for a file that cannot be read, 65 for one that is no certificate or key
    ///   or does not belong to the other.
    func encrypted(certificate: String, key: String) throws -> HTTPServerBuilder {
      let certificateBytes = try Self.bytes(of: certificate, "--tls-certificate")
      guard let chain = try? NIOSSLCertificate.fromPEMBytes(certificateBytes), !chain.isEmpty else {
        throw CommandError.badData(
          "\(certificate): no certificate in PEM; give the chain with --tls-certificate")
      }
      let keyBytes = try Self.bytes(of: key, "--tls-key")
      guard let privateKey = try? NIOSSLPrivateKey(bytes: keyBytes, format: .pem) else {
        throw CommandError.badData(
          "\(key): no private key in PEM, or one with a passphrase; give one without with --tls-key"
        )
      }
      let configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(privateKey))
      // The builder would find out only when it listens.
      guard (try? NIOSSLContext(configuration: configuration)) != nil else {
        throw CommandError.badData(
          "\(key): not the key of the first certificate in \(certificate); give those that belong "
            + "together")
      }
      return try .tls(self, tlsConfiguration: configuration)
    }

    private static func bytes(of path: String, _ option: String) throws -> [UInt8] {
      guard let data = FileManager.default.contents(atPath: path) else {
        throw CommandError.noInput("\(path): no file that can be read; check the path of \(option)")
      }
      return Array(data)
    }
  }
#else
  extension HTTPServerBuilder {
    /// - Throws: status 64: this build does not encrypt.
    func encrypted(certificate: String, key: String) throws -> HTTPServerBuilder {
      throw CommandError.usage(
        "--tls-certificate: this build has no TLS; build it with 'swift build -c release --traits TLS "
          + "--product nlptool-serve', or let a proxy encrypt")
    }
  }
#endif
