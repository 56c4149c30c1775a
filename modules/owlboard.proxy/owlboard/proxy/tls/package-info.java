/**
 * TLS from nginx's directives, with what {@link owlboard.tls} makes of the files they name.
 * In: paths and settings. Out: engines for the wires.
 * Threads: contexts are immutable and swapped whole when their files change; nothing here runs on a loop but the making of an engine.
 * Never: logs or prints a key.
 * Source: ngx_http_ssl_module, ngx_http_proxy_module; RFC 6066.
 */
package owlboard.proxy.tls;
