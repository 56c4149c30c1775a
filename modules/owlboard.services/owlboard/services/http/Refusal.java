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

    /** 503: the store of the service does not answer, or not as it should; it may be asked again in a second. */
    public static Refusal away(Exception why) {
        return new Refusal(503, "the store is away: " + why.getMessage(), Map.of("Retry-After", "1"));
    }

    public int status() {
        return status;
    }

    Reply reply() {
        return new Reply(status, Reply.JSON, Reply.detail(getMessage()), headers);
    }
}
