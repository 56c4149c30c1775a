/**
 * {@code proxy_pass}: a request goes to a peer, again to another one when that fails, and its answer comes back.
 * In: an exchange. Out: an answer that was relayed, what answers in its place, or a {@link owlboard.proxy.exchange.Failure} (502, 504).
 * {@code Forward} is the loop, {@code Tries} decides whether another peer is tried, {@code Sending} sends, {@code ReadHead} and
 * {@code Relay} read, {@code Switched} is what is left of it behind a 101.
 * Threads: the one that serves the exchange.
 * Never: picks a peer itself; sends a request twice that must not be.
 * Source: ngx_http_proxy_module, ngx_http_proxy_v2_module, ngx_http_grpc_module, ngx_http_upstream.c; RFC 9110 §9.2.2, RFC 9112 §6,
 * RFC 9113 §8.
 */
package owlboard.proxy.forward;
