/**
 * The server's end of a WebSocket, on a pair of streams.
 * In: request headers for the handshake; then raw bytes from the peer.
 * Out: text messages of at most {@link owlboard.services.websocket.WebSocket#MESSAGE_MAX} bytes; frames to the peer.
 * Owns: per socket one queue and one writing virtual thread; for all sockets one clock thread.
 * Threads: {@code receive} on the thread that opened the socket; {@code send} and {@code close} on any, they never block.
 * Never: waits for a slow reader (it is closed with 1013), negotiates extensions or subprotocols.
 * Source: RFC 6455.
 */
package owlboard.services.websocket;
