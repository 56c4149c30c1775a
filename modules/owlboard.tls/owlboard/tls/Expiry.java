package owlboard.tls;

import java.security.cert.X509Certificate;
import java.time.Instant;

/** Whether a certificate ends so soon that somebody should look. */
public final class Expiry {
    private static final long DAY_MILLIS = 86_400_000;
    /** Whoever renews has done so long before: at two thirds of a life. */
    private static final long NEAR_MILLIS = 14 * DAY_MILLIS;
    private static final int LAST_PART = 4;

    private Expiry() {}

    /** {@code ends 2026-12-02T10:00:00Z, in 5 days}; null while it is far away: 14 days, or the last quarter of a shorter life. */
    public static String near(X509Certificate certificate, long nowMillis) {
        long end = certificate.getNotAfter().getTime();
        long left = end - nowMillis;
        long life = end - certificate.getNotBefore().getTime();
        if (left > Math.min(NEAR_MILLIS, life / LAST_PART)) return null;
        var when = Instant.ofEpochMilli(end).toString();
        return left <= 0 ? "ended " + when : "ends " + when + ", in " + words(left);
    }

    private static String words(long millis) {
        if (millis >= 2 * DAY_MILLIS) return millis / DAY_MILLIS + " days";
        return millis >= DAY_MILLIS / 12 ? millis / (DAY_MILLIS / 24) + " hours" : Math.max(1, millis / 60_000) + " minutes";
    }
}
