package owlboard.proxy.cache;

/**
 * For how long an answer may be used (RFC 9111 §4.2), all in milliseconds.
 *
 * @param receivedMillis when it was received, since 1970
 * @param ageMillis how old it was by then (§4.2.3)
 * @param lifetimeMillis from its making on
 * @param staleWhileMillis so much longer while it is being asked for again ({@code stale-while-revalidate}, RFC 5861)
 * @param staleErrorMillis so much longer when its upstream fails ({@code stale-if-error})
 * @param rule what of it may be used when it is stale
 */
record Terms(long receivedMillis, long ageMillis, long lifetimeMillis, long staleWhileMillis, long staleErrorMillis, Rule rule) {
    enum Rule {
        /** Nothing was said of it: as the configuration says. */
        FREE,
        /** {@code s-maxage}: where the configuration says so itself (RFC 9111 §5.2.2.10). */
        CONFIGURED,
        /** {@code must-revalidate}, {@code proxy-revalidate}, {@code no-cache}: never (§4.2.4). */
        NEVER,
        /** As {@link #FREE}, and it does not change while it is fresh ({@code immutable}, RFC 8246). */
        IMMUTABLE
    }

    long ageAt(long now) {
        return ageMillis + Math.max(0, now - receivedMillis);
    }

    boolean isFresh(long now) {
        return ageAt(now) < lifetimeMillis;
    }

    long staleMillis(long now) {
        return ageAt(now) - lifetimeMillis;
    }

    /** Whether a client may take it although it is stale ({@code max-stale}, §5.2.1.2). */
    boolean mayBeStale() {
        return rule == Rule.FREE || rule == Rule.IMMUTABLE;
    }

    /** Whether it may be used although it is stale, while somebody asks for it again. */
    boolean mayBeUsedWhileUpdated(long now, boolean configured) {
        return rule != Rule.NEVER && (configured || staleWhileMillis > 0 && ageAt(now) < lifetimeMillis + staleWhileMillis);
    }

    /** Whether its upstream wants it to be used while somebody asks for it again ({@code stale-while-revalidate}). */
    boolean asksToBeUsed(long now) {
        return mayBeUsedWhileUpdated(now, false);
    }

    /** Whether it may be used although it is stale, for its upstream has failed; {@code stale-while-revalidate} is enough, as in nginx. */
    boolean mayBeUsedForError(long now, boolean configured) {
        long longer = Math.max(staleErrorMillis, staleWhileMillis);
        return rule != Rule.NEVER && (configured || longer > 0 && ageAt(now) < lifetimeMillis + longer);
    }
}
