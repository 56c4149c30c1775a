/**
 * Where connections and requests begin: addresses, the thread of a connection, the checks of a head, the way of an exchange through the
 * phases. In: wires. Out: exchanges that were answered, logged once each. Owns: client connections, one virtual thread each; the desk of
 * each loop. Threads: loops; addresses are opened and drained from outside. Never: knows how a content is made. Source: ngx_http_request.c;
 * RFC 9112 §3, §6, §9.
 */
package owlboard.proxy.listen;
