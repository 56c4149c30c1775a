package owlboard.httpserver;

/**
 * How long a client may keep us waiting, in milliseconds.
 * @param handshake for its whole TLS handshake
 * @param head from its first byte, or from connecting, to the end of a request's head
 * @param idle between two requests
 * @param body for each read of a request body and each write of a response; not after a 101
 * @param linger for reading away the rest of a body, and for each read of what it still sends when the connection closes
 */
record Deadlines(long handshake, long head, long idle, long body, long linger) {
    static final Deadlines USUAL = new Deadlines(10_000, 30_000, 75_000, 60_000, 5_000);
}
