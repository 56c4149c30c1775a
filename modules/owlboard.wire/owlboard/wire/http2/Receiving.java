package owlboard.wire.http2;

import owlboard.wire.net.Wire;

/**
 * Bodies that come: the window of the connection (RFC 9113 §6.9), and what of them is kept because nobody has read it yet: it is
 * unfinished, as are the messages that are being read.
 */
final class Receiving {
    private static final int LEAST = 1 << 20;

    private final Wire wire;
    private final FrameWriter writer;
    private final Sending sending;
    /** What it is opened to: the windows of streams bound what is unread, so that no body waits for another one to be read. */
    private final int most;
    private int window = Frame.WINDOW_STANDARD;
    /** How much was read since the client was last told. */
    private int read;
    private int unread;
    /** How many are being read. */
    private int bodies;

    Receiving(Wire wire, FrameWriter writer, Sending sending, Http2Limits limits) {
        this.wire = wire;
        this.writer = writer;
        this.sending = sending;
        long ofStreams = (limits.streams() + 1L) * Math.max(limits.windowBytes(), Frame.WINDOW_STANDARD);
        most = Math.clamp(2 * ofStreams, LEAST, Frame.WINDOW_MAX); // twice, as it is told when half of it was read
    }

    /** Opens the window to what it stays at. */
    void open() {
        writer.windowUpdate(0, most - window);
        window = most;
    }

    /** DATA have come, for whatever stream. */
    void came(int length) throws Http2Error {
        window -= length;
        if (window < 0) {
            throw Http2Error.connection(Http2Error.FLOW_CONTROL_ERROR, "client sent more than the window of the connection");
        }
    }

    /** So much of it was read, or dropped. */
    void taken(int count) {
        read += count;
        if (sending.isOver() || read < most / 2) return;
        int more = read;
        read = 0; // before it waits for room: others of the connection read on
        window += more;
        writer.windowUpdate(0, more);
    }

    void forgetUnread(int count) {
        if (count == 0) return;
        keepsLess(count);
        taken(count);
    }

    /** Bytes wait for whoever serves their stream. */
    void keeps(int count) {
        if (unread == 0) wire.begins();
        unread += count;
    }

    void keepsLess(int count) {
        unread -= count;
        if (unread == 0 && bodies == 0) wire.finishes();
    }

    /** A body is being read: what is kept of it is unfinished, wherever it is. */
    void bodyBegins() {
        if (bodies++ == 0) wire.begins();
    }

    void bodyFinishes() {
        if (--bodies == 0 && unread == 0) wire.finishes();
    }
}
