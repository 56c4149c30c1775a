package owlboard.services.websocket;

/** The peer broke the protocol; the socket is closed with this code and reason. */
final class Violation extends Exception {
    private static final long serialVersionUID = 1L;

    final int code;

    Violation(int code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }
}
