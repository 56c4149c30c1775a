/**
 * Picks the peer of a request and connects to it, again with another one when that fails.
 * In: an exchange whose content is a {@code ProxyPass}. Out: an answer that was relayed, or a {@link owlboard.proxy.exchange.Failure} (502,
 * 504). Owns: peer state; idle connections, one pool per group and loop; kept request bodies. Threads: loops; a group is locked while it
 * picks and judges, never over I/O. Names are resolved by threads of their own. Never: composes what the client reads. Source:
 * ngx_http_upstream_module and its balancers; RFC 9110 §9.2.2.
 */
package owlboard.proxy.upstream;
