package owlboard.proxy.status;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import owlboard.config.Level;
import owlboard.config.Location;
import owlboard.config.Protocol;
import owlboard.config.Template;
import owlboard.config.directive.Passing;
import owlboard.config.directive.Ssl;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.tls.Expiry;
import owlboard.tls.Pem;

/** What ends some day: certificates and room on the disk. Looked at once in a while, never on a loop. */
final class Upkeep {
    /** {@code ends}: seconds since the epoch, by the file as the configuration names it; {@code freeBytes}: -1 where nobody knows. */
    record Seen(Map<String, Long> ends, long freeBytes) {}

    private static final String ENDS = "certificate-ends";
    private static final String FULL = "disk-full";
    private static final long FULL_BYTES = 100L << 20;

    private Upkeep() {}

    static Seen look(Snapshot snapshot) {
        var ends = new LinkedHashMap<String, Long>();
        for (var name : names(snapshot)) {
            try {
                var certificates = Pem.certificates(snapshot.paths.resolve(name));
                if (certificates.length == 0) continue;
                ends.put(name, certificates[0].getNotAfter().getTime() / 1000);
                var soon = Expiry.near(certificates[0], System.currentTimeMillis());
                if (soon == null) snapshot.counters.findings.settle(ENDS, name);
                else tell(snapshot, ENDS, name, "certificate \"" + name + "\" " + soon);
            } catch (IOException unreadable) {
                ends.remove(name); // the start told, or the error log does
            }
        }
        return new Seen(ends, freeBytes(snapshot));
    }

    private static void tell(Snapshot snapshot, String id, String place, String text) {
        var finding = snapshot.counters.findings.add(id, place, text);
        if (finding != null) snapshot.errorLog.tell(Severity.WARN, finding.line());
    }

    private static long freeBytes(Snapshot snapshot) {
        var folder = snapshot.paths.state() == null ? snapshot.paths.prefix() : snapshot.paths.state();
        if (folder == null) return -1;
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free >= FULL_BYTES) snapshot.counters.findings.settle(FULL, folder.toString());
            else tell(snapshot, FULL, folder.toString(), "less than " + (FULL_BYTES >> 20) + " MB are free at \"" + folder + "\"");
            return free;
        } catch (IOException nowhere) {
            return -1;
        }
    }

    /** Of certificates, as the configuration has them; those that requests name are not known. */
    static List<String> names(Snapshot snapshot) {
        var names = new HashSet<String>();
        for (var server : snapshot.configuration.http().servers()) {
            add(names, server.level());
            for (var location : server.locations()) add(names, location);
        }
        return new ArrayList<>(names);
    }

    private static void add(HashSet<String> names, Location location) {
        add(names, location.level());
        for (var inner : location.locations()) add(names, inner);
    }

    private static void add(HashSet<String> names, Level level) {
        level.get(Ssl.SSL_CERTIFICATE).forEach(template -> add(names, template));
        for (var passing : List.of(Passing.of(Protocol.HTTP), Passing.of(Protocol.UWSGI), Passing.of(Protocol.GRPC))) {
            add(names, level.get(passing.tls.certificate));
        }
    }

    /** Null, and empty, for none. */
    private static void add(HashSet<String> names, Template template) {
        if (template == null || !template.isConstant()) return;
        var name = template.constant();
        if (!name.isEmpty() && !name.startsWith("data:")) names.add(name);
    }
}
