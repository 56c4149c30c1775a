/**
 * HTTP from clients: the thread of a connection, its handshakes, HTTP/1 and HTTP/2 on it, the checks of a head, the way of an exchange
 * through the phases, and the text of its answer.
 * In: wires. Out: exchanges that were answered, logged once each.
 * Owns: client connections, one virtual thread each, and one per stream of HTTP/2.
 * Threads: loops.
 * Never: knows how a content is made.
 * Source: ngx_http_request.c, ngx_http_v2.c; RFC 9112 §3, §6, §9, RFC 9113.
 */
package owlboard.proxy.http;
