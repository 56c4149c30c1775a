package owlboard.services.http;

import java.util.Map;

/** Why a call gets no result: a status, a sentence for {@code {"detail": ...}}, and headers that explain it. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, String> headers;

    public Refusal(int status, String detail) {
        this(status, detail, Map.of());
    }

    public Refusal(int status, String detail, Map<String, String> headers) {
        super(detail, null, false, false);  // an answer, not an accident: no stack
        this.status = status;
        this.headers = headers;
    }

    /**
     * 503: the store of the service does not answer, or not as it should. The client is not told where it is or what it said: the log is.
     */
    public static Refusal away() {
        return away("what you save and read cannot be reached at the moment; try again in a few seconds");
    }

    /** 503 with words of its own. */
    public static Refusal away(String words) {
        return new Refusal(503, words, Map.of("Retry-After", "1"));
    }

    /** 507: what is kept has no room for more. */
    public static Refusal full() {
        return new Refusal(507, "there is no room for more; delete something");
    }

    public int status() {
        return status;
    }

    Reply reply() {
        return new Reply(status, Reply.JSON, Reply.detail(getMessage()), headers);
    }
}
