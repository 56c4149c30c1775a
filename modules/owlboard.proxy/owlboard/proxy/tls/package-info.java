/**
 * TLS from nginx's directives: PEM files to contexts, names to certificates, OpenSSL's words to the JDK's.
 * In: paths and settings. Out: engines for the wires.
 * Threads: contexts are immutable and swapped whole when their files change; nothing here runs on a loop but the making of an engine.
 * Never: logs or prints a key.
 * Source: ngx_http_ssl_module, ngx_http_proxy_module; RFC 6066, RFC 6125, RFC 7468.
 */
package owlboard.proxy.tls;
