package owlboard.wire.http2;

/** Who serves the streams of a connection. */
public interface Http2Server {
    /**
     * Serves a request whose head has come, on a virtual thread of its own. The answer must have been written, or the stream reset, when it
     * returns.
     */
    void serve(Http2Stream stream);

    /** A request that is not served, for the log: its head may be empty. Must not wait. */
    void malformed(Http2Stream stream);

    /** No further request is to be taken: the connection is told to go away, and ends with its last stream. */
    boolean isDraining();

    /** A breach of the protocol that was answered with GOAWAY or RST_STREAM, for the log. */
    void breach(Http2Error error);
}
