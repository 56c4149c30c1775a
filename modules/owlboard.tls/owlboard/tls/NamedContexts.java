package owlboard.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * Contexts of certificates that a handshake or a request names ({@code ssl_certificate}, {@code proxy_ssl_certificate} with variables).
 * Kept while they are used and their files are as they were; beyond some hundreds the one that was not used for longest goes. Any thread.
 */
public final class NamedContexts {
    private static final int MOST = 500;
    /** Files are looked at so often at the most. */
    private static final long LOOK_NANOS = 1_000_000_000;

    private record Name(List<PemSource> certificates, List<PemSource> keys) {}

    private record Known(SSLContext context, List<FileTime> times, long lookedNanos) {}

    private final Map<Name, Known> known = new LinkedHashMap<>(16, 0.75f, true);
    private final Passwords passwords;
    private final Function<HeldKeys, SSLContext> fresh;

    /** {@code passwords}: of encrypted keys; null for none. {@code fresh} makes a context. */
    public NamedContexts(Passwords passwords, Function<HeldKeys, SSLContext> fresh) {
        this.passwords = passwords;
        this.fresh = fresh;
    }

    /** Without a look at the files; null: there has to be one. */
    public SSLContext atHand(List<PemSource> certificates, List<PemSource> keys) {
        var there = find(new Name(certificates, keys));
        return there != null && System.nanoTime() - there.lookedNanos < LOOK_NANOS ? there.context : null;
    }

    /** Reads the files where that has to be: it may block. */
    public SSLContext of(List<PemSource> certificates, List<PemSource> keys) throws IOException {
        var name = new Name(certificates, keys);
        long now = System.nanoTime();
        var there = find(name);
        if (there != null && now - there.lookedNanos < LOOK_NANOS) return there.context;
        var times = times(Stream.concat(certificates.stream(), keys.stream()));
        if (there == null || !there.times.equals(times)) {
            var context = fresh.apply(HeldKeys.load(certificates, keys, passwords));
            there = new Known(context, times, now);
        }
        keep(name, new Known(there.context, times, now));
        return there.context;
    }

    private Known find(Name name) {
        synchronized (known) {
            return known.get(name);
        }
    }

    private void keep(Name name, Known context) {
        synchronized (known) {
            known.put(name, context);
            if (known.size() > MOST) known.remove(known.keySet().iterator().next());
        }
    }

    private static List<FileTime> times(Stream<PemSource> sources) {
        return sources.map(PemSource::file).filter(Objects::nonNull).map(NamedContexts::time).toList();
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException missing) {
            return FileTime.fromMillis(0);
        }
    }
}
