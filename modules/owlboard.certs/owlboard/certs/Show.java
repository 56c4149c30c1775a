package owlboard.certs;

import java.io.PrintStream;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The table of all certificates. */
final class Show {
    private static final List<String> HEAD = List.of("NAME", "SUBJECT", "ISSUER", "EXPIRES", "DAYS LEFT", "KEY", "SANS");

    private Show() {
    }

    /** @return false when a certificate is missing or unreadable: its line on err says which and why */
    static boolean run(Home home, Instant now, PrintStream out, PrintStream err) throws CertsException {
        var rows = new ArrayList<List<String>>(List.of(HEAD));
        var problems = new ArrayList<String>();
        var authority = Inspection.authority(home, now);
        add(authority, now, rows, problems);
        var revoked = Revoked.read(home, authority.certificate());
        for (var profile : Profile.LEAVES) add(Inspection.leaf(home, profile, authority.certificate(), revoked, now), now, rows, problems);
        Table.print(rows, out);
        problems.forEach(err::println);
        return problems.isEmpty();
    }

    private static void add(Inspection.Found found, Instant now, List<List<String>> rows, List<String> problems) {
        var name = found.profile().certificateName();
        if (found.certificate() != null) {
            rows.add(row(name, found.certificate(), now));
            return;
        }
        rows.add(List.of(name, "-", "-", "-", "-", "-", "-"));
        found.findings().stream().filter(finding -> finding.file().equals(name)).map(Finding::line).forEach(problems::add);
    }

    private static List<String> row(String name, X509Certificate certificate, Instant now) {
        var end = certificate.getNotAfter().toInstant();
        var left = now.isAfter(end) ? "expired" : Long.toString(Duration.between(now, end).toDays());
        return List.of(name, printable(certificate.getSubjectX500Principal().getName()), printable(Names.common(certificate.getIssuerX500Principal())),
                Inspection.date(end), left, Keys.describe(certificate.getPublicKey()), sans(certificate));
    }

    private static String sans(X509Certificate certificate) {
        try {
            var names = Names.all(certificate);
            return names.isEmpty() ? "-" : printable(String.join(" ", names));
        } catch (CertificateParsingException e) {
            return "unreadable";
        }
    }

    /** A certificate from elsewhere must not steer the terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
