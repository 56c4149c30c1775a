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

/** What ends some day: certificates and the disk. Looked at once in a while, never on a loop. */
final class Upkeep {
    /** {@code ends}: seconds since the epoch, by the file as the configuration names it; {@code freeBytes}: -1 where nobody knows. */
    record Seen(Map<String, Long> ends, long freeBytes) {}

    private static final String ENDS = "certificate-ends";

    private Upkeep() {}

    static Seen look(Snapshot snapshot) {
        var ends = new LinkedHashMap<String, Long>();
        for (var name : names(snapshot)) {
            try {
                var certificates = Pem.certificates(snapshot.paths.resolve(name));
                if (certificates.length == 0) continue;
                ends.put(name, certificates[0].getNotAfter().getTime() / 1000);
                tell(snapshot, name, Expiry.near(certificates[0], System.currentTimeMillis()));
            } catch (IOException unreadable) {
                ends.remove(name); // the start told, or the error log does
            }
        }
        return new Seen(ends, freeBytes(snapshot));
    }

    /** {@code ends} null: not soon. */
    private static void tell(Snapshot snapshot, String name, String ends) {
        var findings = snapshot.counters.findings;
        if (ends == null) {
            findings.settle(ENDS, name);
            return;
        }
        var finding = findings.add(ENDS, name, "certificate \"" + name + "\" " + ends);
        if (finding != null) snapshot.errorLog.tell(Severity.WARN, finding.line());
    }

    private static long freeBytes(Snapshot snapshot) {
        try {
            return Files.getFileStore(snapshot.paths.state()).getUsableSpace();
        } catch (IOException | NullPointerException nowhere) {
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
        for (var passing : List.of(Passing.of(Protocol.HTTP), Passing.of(Protocol.UWSGI))) {
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
