package owlboard.certs;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.Consumer;

/** Stays with a folder and keeps its certificates in order. One thread. */
public final class Keeper {
    private final Path dir;
    private final Options options;
    private final Consumer<String> told;

    /** {@code told} gets a line per certificate that is issued, never a key. */
    public Keeper(Path dir, Options options, Consumer<String> told) {
        this.dir = dir;
        this.options = options.renewing();
        this.told = told;
    }

    /**
     * Issues what is missing, unusable or revoked, renews what has lived two thirds of its life, and publishes the list of the revoked if
     * there is none.
     *
     * @return when the next one is due
     * @throws CertsException when that could not be done; who waits and tries again may succeed
     */
    public Instant look() throws CertsException {
        var outcomes = Certs.init(dir, options);
        for (var outcome : outcomes) {
            if (outcome.action() == Outcome.Action.KEPT) continue;
            told.accept(outcome.action().name().toLowerCase(Locale.ROOT) + " " + outcome.name() + ", " + outcome.reason() + "; until "
                    + outcome.expires());
        }
        return outcomes.stream().map(Outcome::due).min(Comparator.naturalOrder()).orElseThrow();
    }
}
