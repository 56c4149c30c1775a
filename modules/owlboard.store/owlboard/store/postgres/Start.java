package owlboard.store.postgres;

/** Codes of a client's first message (section 55.7). */
final class Start {
    /** 3.0 */
    static final int VERSION = 3 << 16;
    static final int CANCEL = 80877102;
    static final int TLS = 80877103;
    static final int GSS = 80877104;

    private Start() {}
}
