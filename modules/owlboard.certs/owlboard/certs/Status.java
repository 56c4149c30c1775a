package owlboard.certs;

import java.io.PrintStream;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A table of every certificate with what is left of its life, and how it stands with it. */
final class Status {
    private static final List<String> HEAD = List.of("NAME", "SERIAL", "EXPIRES", "LEFT", "RENEWED FROM", "STATE");

    private Status() {
    }

    /** @return false when one cannot be used: it is missing, expired, revoked, or wrong in another way */
    static boolean run(CommandLine line, Instant now, PrintStream out) throws CertsException {
        var home = line.home();
        var rows = new ArrayList<List<String>>(List.of(HEAD));
        var authority = Inspection.authority(home, now);
        var revoked = Revoked.read(home, authority.certificate());
        boolean good = add(authority, now, rows);
        for (var profile : Profile.LEAVES) good &= add(Inspection.leaf(home, profile, authority.certificate(), revoked, now), now, rows);
        Table.print(rows, line.json(), out);
        if (!line.json()) out.println(revoked.list() == null ? "no list of revoked certificates" : revoked.entries()
                .size() + " revoked in " + home.revoked());
        return good;
    }

    /** The authority's key may be kept where this cannot see it. */
    private static List<Finding> wrong(Inspection.Found found) {
        return found.findings().stream().filter(finding -> !(found.profile() == Profile.AUTHORITY && found.certificate() != null
                && finding.problem().equals(Inspection.MISSING))).toList();
    }

    /** The same for another program, the authority first. */
    static List<Certs.Held> held(Home home, Instant now) throws CertsException {
        var authority = Inspection.authority(home, now);
        var revoked = Revoked.read(home, authority.certificate());
        var all = new ArrayList<>(List.of(held(authority, now)));
        for (var profile : Profile.LEAVES) all.add(held(Inspection.leaf(home, profile, authority.certificate(), revoked, now), now));
        return all;
    }

    private static Certs.Held held(Inspection.Found found, Instant now) {
        var wrong = wrong(found);
        var certificate = found.certificate();
        boolean isDue = certificate != null && !now.isBefore(Outcome.due(certificate));
        return new Certs.Held(found.profile().certificateName(), wrong.isEmpty() ? "" : wrong.getFirst().line(), isDue,
                certificate == null ? null : certificate.getNotAfter().toInstant());
    }

    private static boolean add(Inspection.Found found, Instant now, List<List<String>> rows) {
        var wrong = wrong(found);
        var certificate = found.certificate();
        var name = found.profile().certificateName();
        if (certificate == null) {
            rows.add(List.of(name, "-", "-", "-", "-", wrong.getFirst().problem()));
            return false;
        }
        var due = Outcome.due(certificate);
        var valid = now.isBefore(due) ? "valid" : "valid, to be renewed";
        var state = wrong.isEmpty() ? valid : wrong.getFirst().problem();
        rows.add(List.of(name, serial(certificate), time(certificate.getNotAfter().toInstant()),
                left(Duration.between(now, certificate.getNotAfter().toInstant())), time(due), state));
        return wrong.isEmpty();
    }

    private static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16);
    }

    private static String time(Instant instant) {
        return instant.toString().replaceFirst("T(\\d\\d:\\d\\d:\\d\\d).*", " $1");
    }

    /** {@code 824 days}; in smaller units when it is less than two of them. */
    private static String left(Duration left) {
        if (left.isNegative()) return "expired";
        if (left.toDays() > 1) return left.toDays() + " days";
        if (left.toHours() > 1) return left.toHours() + " hours";
        return left.toMinutes() > 1 ? left.toMinutes() + " minutes" : left.toSeconds() + " seconds";
    }
}
