package owlboard.proxy.exchange;

import owlboard.wire.http.BadMessage;

/**
 * Why an exchange stopped. Read by retries, peer state, error page and log. Without a stack trace: failures of others are ordinary events.
 */
public class Failure extends Exception {
    private static final long serialVersionUID = 1;

    /** Who caused it, and so who is counted. */
    public enum Side { CLIENT, UPSTREAM, OURS }

    /**
     * nginx's reasons for {@code proxy_next_upstream}. NONE: it never goes on. STATUS: an answer that is passed over. REUSED: the idle
     * connection was dead, which is nobody's failure. GONE: nobody is left to read an answer. LATE: it was given up for taking longer
     * than usual, which is no failure either. UNPROCESSED: the peer has said that it did nothing with the request.
     */
    public enum Kind { NONE, ERROR, TIMEOUT, INVALID_HEADER, STATUS, REUSED, GONE, LATE, UNPROCESSED }

    public final int status;
    public final Side side;
    public final Kind kind;

    public Failure(int status, Side side, Kind kind, String detail, Throwable cause) {
        super(detail, cause, false, false);
        this.status = status;
        this.side = side;
        this.kind = kind;
    }

    /** What the client sends is no body, or too much of one. */
    public static Failure body(int status, String detail, BadMessage why) {
        return new Failure(status, Side.CLIENT, Kind.NONE, detail, why);
    }

    public static Failure ours(int status, String detail) {
        return new Failure(status, Side.OURS, Kind.NONE, detail, null);
    }

    public static Failure client(int status, String detail) {
        return new Failure(status, Side.CLIENT, Kind.NONE, detail, null);
    }

    public static Failure upstream(int status, Kind kind, String detail, Throwable cause) {
        return new Failure(status, Side.UPSTREAM, kind, detail, cause);
    }
}
