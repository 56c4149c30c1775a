package owlboard.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a proxy says of a reload, heard among its lines: {@code NAME: error}s and a last line that tells whether the configuration was
 * taken.
 */
final class Reloading {
    private static final String TAKEN = ": configuration reloaded";
    private static final String REFUSED = ": not reloaded, the configuration in force stays";

    private final List<String> errors = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Duration patience;

    /** {@code patience}: how long the process may say nothing. */
    Reloading(Duration patience) {
        this.patience = patience;
    }

    /** Whole lines. */
    synchronized void hear(String lines) {
        for (var line : lines.split("\n")) {
            int colon = line.indexOf(": ");
            if (over.getCount() == 0 || colon <= 0 || !isName(line.substring(0, colon))) continue;
            if (line.startsWith(TAKEN, colon)) {
                errors.clear();
                over.countDown();
            } else if (line.startsWith(REFUSED, colon)) {
                over.countDown();
            } else {
                errors.add(line.substring(colon + 2));
            }
        }
    }

    private static boolean isName(String text) {
        return text.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-');
    }

    /** The errors, as soon as they are all known. {@code listen} has what the process says heard; {@code remedy}: where more is said. */
    List<String> await(String name, RoleProcess process, Runnable listen, String remedy) throws Complaint, InterruptedException {
        for (long looks = 0; looks < patience.toMillis() / 20; looks++) {
            listen.run();
            if (over.await(20, TimeUnit.MILLISECONDS)) return taken();
            if (!process.isAlive()) {
                throw Complaint.failure(name + " ended instead of reading its configuration again; " + remedy);
            }
        }
        throw Complaint.failure(name + " has not said within " + patience.toSeconds() + " s whether it took its configuration; "
                + remedy);
    }

    private synchronized List<String> taken() {
        return List.copyOf(errors);
    }
}
