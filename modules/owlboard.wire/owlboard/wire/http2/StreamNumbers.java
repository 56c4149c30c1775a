package owlboard.wire.http2;

/** What the number of a stream says where there is no such stream (RFC 9113 §5.1.1). */
final class StreamNumbers {
    /** The last one that was taken. */
    private int taken;
    /** The last one that the client has opened, after we told it to go away too. */
    private int highest;
    private final Recent opened = new Recent();
    private final Recent resets = new Recent();

    /** What GOAWAY names. */
    int lastTaken() {
        return taken;
    }

    boolean isNew(int id) {
        return id > highest;
    }

    boolean isIdle(int id) {
        return id > highest || (id & 1) == 0;
    }

    /** What comes for it may have been on its way when we reset it, or told the client to go away. */
    boolean isLeftBehind(int id) {
        return id > taken || resets.has(id);
    }

    void open(int id) {
        highest = id;
    }

    void take(int id) {
        taken = id;
        opened.add(id);
    }

    void reset(int id) {
        resets.add(id);
    }

    /** HEADERS on a stream that is not open. A number that was passed over is as good as an unknown one. */
    Http2Error reused(int id) {
        return opened.has(id) ? Http2Error.connection(Http2Error.STREAM_CLOSED, "client sent HEADERS on a closed stream")
                : Http2Error.protocol("HEADERS on stream " + id + " behind stream " + taken);
    }
}
