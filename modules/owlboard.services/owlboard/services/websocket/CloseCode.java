package owlboard.services.websocket;

/** RFC 6455 §7.4, and 1013 of the IANA registry. */
public final class CloseCode {
    public static final int NORMAL = 1000;
    public static final int GOING_AWAY = 1001;
    public static final int PROTOCOL_ERROR = 1002;
    public static final int UNSUPPORTED_DATA = 1003;
    public static final int INVALID_PAYLOAD = 1007;
    public static final int TOO_BIG = 1009;
    public static final int INTERNAL_ERROR = 1011;
    public static final int TRY_AGAIN_LATER = 1013;
    /** Never on the wire: the peer's close frame carried no code. */
    static final int NONE = 1005;

    private CloseCode() {}

    /** Whether a peer may send it: 1004 to 1006 and 1015 stand for what was never sent, 1016 to 2999 are reserved. */
    static boolean isAllowed(int code) {
        return code >= 1000 && code <= 1003 || code >= 1007 && code <= 1014 || code >= 3000 && code <= 4999;
    }
}
