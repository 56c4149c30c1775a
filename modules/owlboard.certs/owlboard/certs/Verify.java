package owlboard.certs;

import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import owlboard.json.Json;

/** Says for every certificate whether it is in order: a line on out for each good one, a line on err for each thing that is wrong. */
final class Verify {
    private Verify() {
    }

    /** @return true when all are in order */
    static boolean run(CommandLine line, Instant now, PrintStream out, PrintStream err) throws CertsException {
        var home = line.home();
        var all = new ArrayList<Inspection.Found>();
        var authority = Inspection.authority(home, now);
        all.add(authority);
        var revoked = Revoked.read(home, authority.certificate());
        for (var profile : Profile.LEAVES) all.add(Inspection.leaf(home, profile, authority.certificate(), revoked, now));
        if (line.json()) out.print(Json.rows(all.stream().map(Verify::object).toList()));
        else all.forEach(found -> report(found, out, err));
        return all.stream().allMatch(found -> found.findings().isEmpty());
    }

    private static Map<String, Object> object(Inspection.Found found) {
        return Json.object("name", found.profile().certificateName(), "good", found.findings().isEmpty(), "wrong",
                found.findings().stream().map(each -> Json.object("file", each.file(), "problem", each.problem(), "remedy", each.remedy()))
                        .toList());
    }

    private static void report(Inspection.Found found, PrintStream out, PrintStream err) {
        for (var finding : found.findings()) err.println(finding.line());
        if (!found.findings().isEmpty()) return;
        out.printf("ok  %-26s valid until %s%n", found.profile().certificateName(),
                Inspection.date(found.certificate().getNotAfter().toInstant()));
    }
}
