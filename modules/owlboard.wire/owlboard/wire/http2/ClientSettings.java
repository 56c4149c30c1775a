package owlboard.wire.http2;

/** What the client has set (RFC 9113 §6.5), and whether it knows what we have. */
final class ClientSettings {
    private boolean came;
    private boolean oursKnown;
    private int initialWindow = Frame.WINDOW_STANDARD;
    private int payloadMax = Frame.PAYLOAD_MAX;
    private boolean tableChanged;

    /** One of its SETTINGS, {@code name} and {@code value} unsigned. */
    void set(int name, long value, Streams streams) throws Http2Error {
        switch (name) {
            case Frame.HEADER_TABLE_SIZE -> tableChanged = true;
            case Frame.ENABLE_PUSH -> {
                if (value > 1) throw Http2Error.protocol("ENABLE_PUSH of " + value);
            }
            case Frame.INITIAL_WINDOW_SIZE -> {
                if (value > Frame.WINDOW_MAX) {
                    throw Http2Error.connection(Http2Error.FLOW_CONTROL_ERROR, "client sent INITIAL_WINDOW_SIZE of " + value);
                }
                long more = value - initialWindow;
                initialWindow = (int) value;
                for (var stream : streams.slots()) if (stream != null) stream.widen(more, 0);
            }
            case Frame.MAX_FRAME_SIZE -> {
                if (value < Frame.PAYLOAD_MAX || value > Frame.PAYLOAD_LIMIT) throw Http2Error.protocol("MAX_FRAME_SIZE of " + value);
                payloadMax = (int) value;
            }
            default -> {} // RFC 9113 §6.5.2: unknown ones are ignored
        }
    }

    /** Whether its first SETTINGS have come. */
    boolean came() {
        return came;
    }

    void come() {
        came = true;
    }

    /** It has acknowledged ours: what it sends from then on keeps to them. */
    boolean oursKnown() {
        return oursKnown;
    }

    void acknowledged() {
        oursKnown = true;
    }

    /** How much a new stream may send. */
    int initialWindow() {
        return initialWindow;
    }

    /** Bytes in one frame, at most. */
    int payloadMax() {
        return payloadMax;
    }

    /** Whether it has spoken of its table since it was asked: the next header block has to tell it the size. */
    boolean takeTableChange() {
        boolean changed = tableChanged;
        tableChanged = false;
        return changed;
    }
}
