import Hummingbird
import HummingbirdCore
import NLPToolCommands

#if TLS
  import HummingbirdTLS
  import NIOSSL

  extension HTTPServerBuilder {
    /// The same server behind TLS.
    ///
    /// - Throws: status 65 if the files are no certificates and key.
    func encrypted(certificate: String, key: String) throws -> HTTPServerBuilder {
      do {
        let chain = try NIOSSLCertificate.fromPEMFile(certificate)
        return try .tls(
          self,
          tlsConfiguration: .makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))))
      } catch {
        throw CommandError.badData(
          "--tls-certificate \(certificate), --tls-key \(key): no certificate and key in PEM that "
            + "can be used: \(error)")
      }
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
