package owlboard.certs;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * How to issue.
 *
 * @param rsaBits   bits of new RSA keys, 2048 to 8192; 0: EC keys on P-256
 * @param force     a new authority and new certificates, whatever is there
 * @param clock     what "expired" is measured with
 * @param life      how long new certificates live, 5 seconds at least, whole seconds; null: servers 825 days, clients 365, the authority 10
 *                  years always
 * @param renew     anew also what has lived two thirds of its life, and what was revoked; a list of the revoked is always there
 * @param authority the folder of the authority's key; null: {@code DIR/ca}
 */
public record Options(int rsaBits, boolean force, InstantSource clock, Duration life, boolean renew, Path authority) {
    private static final Duration LIFE_MIN = Duration.ofSeconds(5);

    public Options {
        if (rsaBits != 0 && (rsaBits < 2048 || rsaBits > 8192)) {
            throw new IllegalArgumentException("RSA keys have 2048 to 8192 bits, not " + rsaBits);
        }
        if (life != null && life.compareTo(LIFE_MIN) < 0) {
            throw new IllegalArgumentException("a certificate lives 5 s at least, not " + life.toMillis() + " ms");
        }
    }

    public Options(int rsaBits, boolean force, InstantSource clock) {
        this(rsaBits, force, clock, null, false, null);
    }

    /** EC keys, nothing forced, the system's clock. */
    public static Options defaults() {
        return new Options(0, false, InstantSource.system());
    }

    public Options forced() {
        return new Options(rsaBits, true, clock, life, renew, authority);
    }

    /** For who stays and renews. */
    public Options renewing() {
        return new Options(rsaBits, force, clock, life, true, authority);
    }

    /** {@code newLife} and {@code newAuthority} may be null. */
    public Options with(Duration newLife, Path newAuthority) {
        return new Options(rsaBits, force, clock, newLife, renew, newAuthority);
    }
}
