package owlboard.proxy.status;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.tls.Pem;

/** The certificates that an engine has taken over, by the names of their files; one in the place of another is told. Not on a loop. */
final class InUse {
    private final Map<String, X509Certificate> leaves = new HashMap<>();
    private final Happenings happenings;

    InUse(Happenings happenings) {
        this.happenings = happenings;
    }

    /** What is not known yet is what is in use: nothing is told of it. */
    synchronized void know(Snapshot snapshot) {
        for (var name : Upkeep.names(snapshot)) if (!leaves.containsKey(name)) put(snapshot, name);
    }

    /** These files were read again, and are in use. */
    synchronized void taken(Snapshot snapshot, Collection<Path> files) {
        for (var name : Upkeep.names(snapshot)) if (files.contains(snapshot.paths.resolve(name))) put(snapshot, name);
    }

    /** A configuration came into force, for which all of its files were read. */
    synchronized void taken(Snapshot snapshot) {
        var names = Upkeep.names(snapshot);
        leaves.keySet().retainAll(names);
        for (var name : names) put(snapshot, name);
    }

    private void put(Snapshot snapshot, String name) {
        X509Certificate now;
        try {
            var chain = Pem.certificates(snapshot.paths.resolve(name));
            if (chain.length == 0) return;
            now = chain[0];
        } catch (IOException unreadable) {
            return; // whoever uses it tells
        }
        var before = leaves.put(name, now);
        if (before == null || before.equals(now)) return;
        var text = "certificate \"" + name + "\" was swapped: new handshakes show " + shown(now) + ", no longer " + shown(before);
        happenings.add("certificate", text);
        snapshot.errorLog.log(Severity.NOTICE, text);
    }

    private static String shown(X509Certificate one) {
        var end = LocalDate.ofInstant(one.getNotAfter().toInstant(), ZoneOffset.UTC);
        return one.getSubjectX500Principal().getName() + " (serial " + one.getSerialNumber().toString(16) + ", valid until " + end + ")";
    }
}
