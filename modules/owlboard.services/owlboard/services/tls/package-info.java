/**
 * Mutual TLS for a service: its certificate, its key, and the authority whose clients it serves.
 * In: the certificate folder, {@code ca/ca.crt}, {@code crl.pem} if there is one, and {@code <service>/server.crt|server.key} in it, PEM.
 * Out: an {@code SSLContext} of the files as they are now.
 * Owns: the last context whose files were read and fit together.
 * Threads: any; files are read by the thread of {@link owlboard.tls.WatchedFiles}.
 * Never: replaces working certificates by files that do not fit together; logs key material.
 * Source: RFC 8446 §4.4.2 (client certificates).
 */
package owlboard.services.tls;
