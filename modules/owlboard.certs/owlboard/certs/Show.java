package owlboard.certs;

import java.io.PrintStream;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What every certificate is. How long it lives is told by {@link Status}. */
final class Show {
    private static final List<String> HEAD = List.of("NAME", "SUBJECT", "ISSUER", "USE", "KEY", "SANS");

    private Show() {
    }

    /** @return false when a certificate is missing or unreadable: its line on err says which and why */
    static boolean run(CommandLine line, Instant now, PrintStream out, PrintStream err) throws CertsException {
        var home = line.home();
        var rows = new ArrayList<List<String>>(List.of(HEAD));
        var problems = new ArrayList<String>();
        var authority = Inspection.authority(home, now);
        add(authority, rows, problems);
        var revoked = Revoked.read(home, authority.certificate());
        for (var profile : Profile.LEAVES) add(Inspection.leaf(home, profile, authority.certificate(), revoked, now), rows, problems);
        Table.print(rows, line.json(), out);
        problems.forEach(err::println);
        return problems.isEmpty();
    }

    private static void add(Inspection.Found found, List<List<String>> rows, List<String> problems) {
        var name = found.profile().certificateName();
        if (found.certificate() != null) {
            rows.add(row(found.profile(), found.certificate()));
            return;
        }
        rows.add(List.of(name, "-", "-", "-", "-", "-"));
        found.findings().stream().filter(finding -> finding.file().equals(name)).map(Finding::line).forEach(problems::add);
    }

    private static List<String> row(Profile profile, X509Certificate certificate) {
        return List.of(profile.certificateName(), printable(certificate.getSubjectX500Principal().getName()),
                printable(Names.common(certificate.getIssuerX500Principal())),
                profile.use().name().toLowerCase(Locale.ROOT), Keys.describe(certificate.getPublicKey()), sans(certificate));
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
