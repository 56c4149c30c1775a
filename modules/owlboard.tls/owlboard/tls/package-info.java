/**
 * PEM files to keys, trust and contexts, and OpenSSL's words to the JDK's.
 * In: paths and bytes of PEM (RFC 7468), cipher lists and protocol names as OpenSSL writes them.
 * Out: key and trust managers, contexts, certificates and keys, PEM text; errors that name the file and the remedy.
 * Owns: keys, decrypted once and held; the thread that looks whether files have changed.
 * Threads: everything made is immutable; {@link owlboard.tls.WatchedFiles} has one thread. Nothing here is for a loop, as files are read.
 * Never: logs or prints a key; replaces what works by files that do not fit together.
 * Source: RFC 5280, RFC 5958, RFC 6125, RFC 7468; openssl-ciphers(1), {@code X509_verify_cert} of OpenSSL 3.
 */
package owlboard.tls;
