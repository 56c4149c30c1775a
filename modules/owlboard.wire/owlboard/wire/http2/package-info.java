/**
 * HTTP/2 on bytes (RFC 9113, RFC 7541, RFC 8441).
 * The server's side: in, a wire whose other end speaks HTTP/2; out, streams, each with a {@link owlboard.wire.http.Head} as HTTP/1 would
 * have filled it, a body to read, and frames to write. One virtual thread reads frames, one per stream serves it, and one writes while
 * there is something to write. The client's side: {@link owlboard.wire.http2.Http2Wire}, a wire with one request at a time, whose frames
 * are handled by whoever reads it or waits for it.
 * Owns: the header tables, both directions' flow control, what waits to be sent. Threads: one loop owns all of a connection, so nothing
 * here locks. Bounded: streams, header blocks, bytes in both directions, and what the other end may do that costs us and not itself (it
 * is told ENHANCE_YOUR_CALM). Never: looks at what a request means.
 */
package owlboard.wire.http2;
