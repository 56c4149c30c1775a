/**
 * HTTP/2 on bytes (RFC 9113, RFC 7541, RFC 8441): the server's side, and the client's with a request at a time ({@link
 * owlboard.wire.http2.Http2Wire}). Of the server's:
 * In: a wire whose other end speaks HTTP/2. Out: streams, each with a {@link owlboard.wire.http.Head} as HTTP/1 would have filled it, a
 * body to read, and frames to write. Owns: the header tables, both directions' flow control, what waits to be sent. Threads: one loop owns
 * all of a connection, so nothing here locks. One virtual thread reads frames, one per stream serves it, and one writes while there is
 * something to write. Bounded: streams, header blocks, bytes in both directions, and what a client may do that costs us and not itself (it
 * is told ENHANCE_YOUR_CALM). Never: looks at what a request means.
 */
package owlboard.wire.http2;
