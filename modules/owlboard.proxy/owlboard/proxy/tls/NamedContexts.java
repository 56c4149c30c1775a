package owlboard.proxy.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import owlboard.tls.HeldKeys;
import owlboard.tls.Passwords;
import owlboard.tls.PemSource;
import owlboard.tls.Sessions;
import owlboard.tls.TlsContext;
import owlboard.tls.Trust;

/**
 * Contexts of certificates that handshakes name ({@code ssl_certificate} with variables). Kept while they are used and their files are as
 * they were; beyond some hundreds the one that was not used for longest goes. Any thread that may block.
 */
final class NamedContexts {
    private static final int MOST = 500;
    /** Files are looked at so often at the most. */
    private static final long LOOK_NANOS = 1_000_000_000;

    private record Name(List<PemSource> certificates, List<PemSource> keys) {}

    private record Known(SSLContext context, List<FileTime> times, long lookedNanos) {}

    private final Map<Name, Known> known = new LinkedHashMap<>(16, 0.75f, true);
    private final Trust trust;
    private final Passwords passwords;
    private final Sessions sessions;

    NamedContexts(Trust trust, Passwords passwords, Sessions sessions) {
        this.trust = trust;
        this.passwords = passwords;
        this.sessions = sessions;
    }

    /** Reads the files where that has to be. */
    SSLContext of(List<PemSource> certificates, List<PemSource> keys) throws IOException {
        var name = new Name(certificates, keys);
        long now = System.nanoTime();
        var there = find(name);
        if (there != null && now - there.lookedNanos < LOOK_NANOS) return there.context;
        var times = times(Stream.concat(certificates.stream(), keys.stream()));
        if (there == null || !there.times.equals(times)) {
            var context = TlsContext.of(HeldKeys.load(certificates, keys, passwords), trust, sessions);
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
