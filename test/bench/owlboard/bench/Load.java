package owlboard.bench;

/**
 * So many kept connections that ask for one path, each as fast as it is answered; over HTTP/2 each with {@link #STREAMS} requests at once.
 */
record Load(String name, Speech speech, int connections, String path) {
    static final int STREAMS = 32;

    /** What is spoken, and at which door. */
    enum Speech { HTTP1, HTTP2, HTTP2_TLS }
}
