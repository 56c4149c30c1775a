package owlboard.drill.traffic;

/**
 * What one client asked, and got.
 *
 * @param service users, canvas, comments or chat; or edge, where nothing behind it is known
 * @param nonce   what the answer must repeat; empty where it cannot
 * @param atNanos when it was sent, since the traffic began
 */
public record Seen(Sort sort, String service, String nonce, long atNanos, long tookNanos, Outcome outcome) {
    /** What was asked. An echo is a text over an open WebSocket. */
    public enum Sort { GET, POST, ECHO }

    /**
     * How it went.
     *
     * @param status  0 where no answer came; an echo's is 101
     * @param error   why none came, or what was wrong with it; empty when all is well
     * @param peers   {@code $upstream_addr} as the balancer told it: who was tried; may be empty
     * @param foreign the answer was another request's
     * @param edition which configuration answered, as far as it says so; -1 where not
     */
    public record Outcome(int status, String error, String peers, boolean foreign, int edition) {}

    /** The same, over a connection that went there. */
    Seen through(String peers) {
        return new Seen(sort, service, nonce, atNanos, tookNanos,
                new Outcome(outcome.status, outcome.error, peers, outcome.foreign, outcome.edition));
    }

    /** No answer, or one that says that the edge or what stands behind it failed. */
    public boolean isFailed() {
        return outcome.status == 0 || outcome.status >= 500 || outcome.foreign;
    }

    /** How many tries {@code $upstream_addr} tells of: a comma between two, a colon with blanks between two groups. */
    public static int tries(String peers) {
        return peers.isEmpty() ? 0 : peers.split(", | : ").length;
    }

    /** More than one peer was asked. */
    public boolean isRetried() {
        return outcome.peers.indexOf(',') >= 0;
    }

    /** May be sent again by whoever did not hear an answer (RFC 9110 §9.2.2). */
    public boolean isIdempotent() {
        return sort == Sort.GET;
    }

    /** When it was over. */
    public long endNanos() {
        return atNanos + tookNanos;
    }

    /** One word or two for a table: what a failed one is counted as. */
    public String trouble() {
        if (outcome.foreign) return sort + " got the answer of another request";
        return outcome.status >= 500 ? sort + " " + service + ": " + outcome.status : sort + " " + service + ": " + outcome.error;
    }
}
