package owlboard.certs;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * What happened to one certificate and its key.
 *
 * @param name        the certificate's path below the folder, {@code api_gateway/server.crt}
 * @param reason      why, in a few words: {@code missing}, {@code expired on 2026-01-01}
 * @param expires     the end of the certificate that is there now
 * @param due         when it is renewed by who stays and renews: when two thirds of its life are over
 */
public record Outcome(String name, Path certificate, Path key, Action action, String reason, Instant expires, Instant due) {
    public enum Action {
        /** Nothing was there. */
        CREATED,
        /** New certificate and new key in place of unusable ones, or of all when forced. */
        REPLACED,
        /** The certificate anew for the key it had; what an authority signed stays valid. */
        RENEWED,
        /** The same files, now private to their owner. */
        TIGHTENED,
        KEPT
    }

    /** True when the certificate's file is a new one. */
    public boolean issued() {
        return action == Action.CREATED || action == Action.REPLACED || action == Action.RENEWED;
    }

    static Instant due(X509Certificate certificate) {
        var start = certificate.getNotBefore().toInstant();
        return start.plus(Duration.between(start, certificate.getNotAfter().toInstant()).multipliedBy(2).dividedBy(3));
    }
}
