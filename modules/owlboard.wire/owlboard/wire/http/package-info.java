/**
 * HTTP/1.0 and 1.1 on bytes: heads as slices of one array, bodies as framed streams.
 * In: a {@link owlboard.wire.net.Wire}. Out: {@link owlboard.wire.http.Head}s and {@link owlboard.wire.http.Body} bytes, or
 * {@link owlboard.wire.http.BadMessage}. Owns: the array of a message that is being read. Threads: as the wire. Never: decides what is
 * forwarded, logged or answered; makes a String of a header on the request path. Source: RFC 9112, RFC 9110; nginx where it is stricter or
 * more tolerant.
 */
package owlboard.wire.http;
