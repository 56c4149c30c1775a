/**
 * Mutual TLS for a service: its certificate, its key, and the authority whose clients it serves.
 * In: the certificate folder, {@code ca/ca.crt}, {@code crl.pem} if there is one, and {@code <service>/server.crt|server.key} in it, PEM.
 * Out: an {@code SSLContext} that always uses the files as they are now.
 * Owns: the last certificates that were read and fit together.
 * Threads: any; files are read by {@link owlboard.services.http.Workers}, at most every second, on a handshake.
 * Never: replaces working certificates by files that do not fit together; logs key material.
 * Source: RFC 7468 (PEM), RFC 5958 (PKCS #8), RFC 8446 §4.4.2 (client certificates).
 */
package owlboard.services.tls;
