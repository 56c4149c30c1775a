package owlboard.certs;

import java.time.InstantSource;

/**
 * How to issue.
 *
 * @param rsaBits bits of new RSA keys, 2048 to 8192; 0: EC keys on P-256
 * @param force   a new authority and new certificates, whatever is there
 * @param clock   what "expired" is measured with
 */
public record Options(int rsaBits, boolean force, InstantSource clock) {
    public Options {
        if (rsaBits != 0 && (rsaBits < 2048 || rsaBits > 8192)) throw new IllegalArgumentException("RSA keys have 2048 to 8192 bits, not " + rsaBits);
    }

    /** EC keys, nothing forced, the system's clock. */
    public static Options defaults() {
        return new Options(0, false, InstantSource.system());
    }

    public Options forced() {
        return new Options(rsaBits, true, clock);
    }
}
