package owlboard.certs;

import java.io.PrintStream;
import java.time.Instant;

/** Says for every certificate whether it is in order: a line on out for each good one, a line on err for each thing that is wrong. */
final class Verify {
    private Verify() {
    }

    /** @return true when all are in order */
    static boolean run(Home home, Instant now, PrintStream out, PrintStream err) throws CertsException {
        var authority = Inspection.authority(home, now);
        var good = report(authority, out, err);
        var revoked = Revoked.read(home, authority.certificate());
        for (var profile : Profile.LEAVES) good &= report(Inspection.leaf(home, profile, authority.certificate(), revoked, now), out, err);
        return good;
    }

    private static boolean report(Inspection.Found found, PrintStream out, PrintStream err) {
        for (var finding : found.findings()) err.println(finding.line());
        if (!found.findings().isEmpty()) return false;
        out.printf("ok  %-26s valid until %s%n", found.profile().certificateName(),
                Inspection.date(found.certificate().getNotAfter().toInstant()));
        return true;
    }
}
