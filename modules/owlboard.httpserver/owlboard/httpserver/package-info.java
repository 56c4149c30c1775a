/**
 * HTTP/1.0 and 1.1 servers with the interface of {@code com.sun.net.httpserver}, on the loops of {@code owlboard.wire}.
 * In: contexts, handlers, filters, an executor or none. Out: exchanges; after a 101, raw bytes in both directions, as JDK 26 specifies it.
 * Owns: listening sockets, connections, the framing of both bodies, the headers Date, Content-Length, Transfer-Encoding, and Connection
 * where it must close. Threads: one virtual thread per connection on the loop of its socket. Handlers run there, or on the server's
 * executor; the streams of an exchange may be used from any thread, also two at a time when one reads and one writes: what touches the
 * socket hops to its loop. Never: knows a route, parses a query, reads a file. Source: the documentation of {@code com.sun.net.httpserver}
 * (JDK 25, JDK-8368695); RFC 9110, RFC 9112.
 */
package owlboard.httpserver;
