/**
 * Sessions of {@code stream}: bytes of a client to a peer and back (ngx_stream_core_module, ngx_stream_proxy_module and their neighbours).
 * In: a connection that was accepted. Out: a peer's bytes, or what {@code return} says, and an end.
 * What {@code http} has, too, is that code: a session has an {@link owlboard.proxy.exchange.Exchange} without a request, so that its
 * variables, limits, rules, log lines, groups and certificates are the same ones.
 * Threads: one virtual thread per session, on the loop of its client. Every wait has an end: {@code preread_timeout},
 * {@code proxy_connect_timeout}, {@code proxy_timeout}.
 * Never: looks at what is sent, but for the first message of TLS where {@code ssl_preread} wants it.
 * Source: nginx, src/stream.
 */
package owlboard.proxy.stream;
