package owlboard.clients.postgres.wire;

/** Codes of a client's first message (section 55.7). */
public final class Start {
    /** 3.0 */
    public static final int VERSION = 3 << 16;
    public static final int CANCEL = 80877102;
    public static final int TLS = 80877103;
    public static final int GSS = 80877104;

    private Start() {}
}
