package owlboard.services.tls;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import owlboard.services.http.Refusal;
import owlboard.services.http.Workers;

/**
 * The identity as the files give it now; looked at again on a handshake when the last look is a second old, and whoever shakes hands
 * meanwhile waits for it.
 */
final class Certificates {
    private static final System.Logger LOG = System.getLogger("owlboard.services");
    private static final long LOOK_EVERY_NANOS = 1_000_000_000L;

    private final Path certificate;
    private final Path key;
    private final Path authority;
    private final Path revoked;
    private final Workers workers;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile long lookedAt;
    private int generation;
    private List<FileTime> inUse;
    private String complaint = "";
    private volatile Identity current;
    private volatile Identity previous;

    Certificates(Path folder, String service, Workers workers) throws IOException {
        this.workers = workers;
        authority = folder.resolve("ca").resolve("ca.crt");
        revoked = folder.resolve("crl.pem");
        certificate = folder.resolve(service).resolve("server.crt");
        key = folder.resolve(service).resolve("server.key");
        for (Path file : List.of(authority, certificate, key)) {
            if (!Files.isReadable(file)) {
                throw new IOException(file + " cannot be read; issue it with 'owlboard certs init --dir " + folder + "'");
            }
        }
        look();
        lookedAt = System.nanoTime();
    }

    Identity current() {
        if (isDue()) {
            looking.lock();
            try {
                if (isDue()) refresh();
            } finally {
                looking.unlock();
            }
        }
        return current;
    }

    private boolean isDue() {
        return System.nanoTime() - lookedAt >= LOOK_EVERY_NANOS;
    }

    /** The identity that a handshake began with, also when the files changed since. */
    Identity named(String alias) {
        Identity now = current;
        Identity before = previous;
        return now.alias().equals(alias) || before == null ? now : before;
    }

    /** Files that do not fit together change nothing: half of a renewal looks like that, and the next look sees the rest. */
    private void refresh() {
        try {
            workers.call(() -> {
                look();
                return null;
            });
            complaint = "";
        } catch (Refusal busy) {
            return;  // the next handshake looks again
        } catch (IOException unfit) {
            complain(unfit.getMessage());
        }
        lookedAt = System.nanoTime();
    }

    /** Each complaint once, not every second. */
    private void complain(String what) {
        if (!what.equals(complaint)) LOG.log(Level.ERROR, "keeping the certificate in use: " + what);
        complaint = what;
    }

    private synchronized void look() throws IOException {
        List<FileTime> times = new ArrayList<>();
        for (Path file : List.of(authority, certificate, key)) times.add(Files.getLastModifiedTime(file));
        times.add(Files.exists(revoked) ? Files.getLastModifiedTime(revoked) : FileTime.fromMillis(0));
        if (times.equals(inUse)) return;
        Identity fresh = Identity.read("server-" + ++generation, certificate, key, authority, revoked);
        previous = current;
        current = fresh;
        inUse = times;
    }
}
