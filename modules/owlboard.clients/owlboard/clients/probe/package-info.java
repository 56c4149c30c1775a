/**
 * Whether a store is there, asked in its own protocol.
 * In: a socket that is connected and has a time-out of its own. Out: yes or no; an {@link java.io.IOException} when the socket fails.
 * Threads: any. Never: logs in, closes the socket.
 */
package owlboard.clients.probe;
