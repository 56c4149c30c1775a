/**
 * Issues, renews, revokes, shows and checks the certificates of a deployment.
 * In: a folder, and which key to make. Out: {@link owlboard.certs.Outcome}s, or a {@link owlboard.certs.CertsException} whose message is
 * one line with path and remedy. Owns: the files of the folder: {@code ca/ca.crt|ca.key}, {@code SERVICE/server.crt|server.key},
 * {@code api_gateway/client.crt|client.key}, {@code crl.pem}, {@code .lock}; the authority's key alone may be in another folder. Threads:
 * any; blocks on files and on key generation. Processes and threads that issue into the same folder take turns. Never: prints or logs a
 * private key, makes one readable to others even for a moment, replaces what is valid unless forced, revoked or two thirds through its
 * life, registers a security provider. Bouncy Castle is seen by {@code Issuer} alone. Source: RFC 5280 (certificates), RFC 7468 (PEM), RFC
 * 5958 (PKCS#8).
 */
package owlboard.certs;
