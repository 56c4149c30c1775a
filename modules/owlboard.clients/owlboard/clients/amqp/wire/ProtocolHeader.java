package owlboard.clients.amqp.wire;

/** What a client says first, and a server to whoever says something else: AMQP 0-9-1 (section 4.2.2). */
public final class ProtocolHeader {
    private static final byte[] BYTES = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};

    private ProtocolHeader() {}

    /** A copy: 8 bytes. */
    public static byte[] bytes() {
        return BYTES.clone();
    }
}
