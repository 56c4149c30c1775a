package owlboard.proxy.status;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import owlboard.proxy.count.Findings.Finding;

/**
 * Something that is wrong, in words.
 *
 * @param bad    requests fail for it; false: they would, without the others
 * @param who    whose fault it is, by its host's name
 * @param text   one sentence without its end
 * @param remedy what to do about it; empty: nothing
 * @param lately how many failures it has made in the last 10 s
 * @param atMillis when it was met, where nothing else than that is known of it; 0: it is so now
 * @param sinceMillis since when it is so, as far as is known; 0: it is not
 */
record Problem(boolean bad, String who, String text, String remedy, long lately, long atMillis, long sinceMillis) {
    /** What no client notices. */
    private static final List<String> HARMLESS = List.of("body-headers-on-204");

    /** What a remedy of lint's findings begins with. */
    private static final String LINT = "owlboard lint why ";

    Problem(boolean bad, String who, String text, String remedy) {
        this(bad, who, text, remedy, 0, 0, 0);
    }

    Problem(boolean bad, String who, String text, String remedy, long lately, long atMillis) {
        this(bad, who, text, remedy, lately, atMillis, 0);
    }

    Problem since(long millis) {
        return new Problem(bad, who, text, remedy, lately, atMillis, millis);
    }

    /** Of what runs; lint's findings, which stand behind those, are of what is written. */
    boolean isOfNow() {
        return !remedy.startsWith(LINT);
    }

    /** A role that is not there, as its port says. */
    static Problem away(boolean bad, String who, String whose) {
        return new Problem(bad, who, who + " does not run" + whose, "owlboard start " + who);
    }

    Problem with(long failures, long metMillis) {
        return new Problem(bad, who, text, remedy, failures, metMillis, sinceMillis);
    }

    /** Of what {@code owlboard lint} knows; null: nothing that a verdict should speak of. */
    static Problem of(Finding finding) {
        if (HARMLESS.contains(finding.id())) return null;
        return new Problem(false, finding.place(), finding.text(), LINT + finding.id());
    }

    /** Nobody of a group is there, each for one of these. */
    static Problem ofAll(String group, List<Problem> all) {
        var first = all.getFirst();
        var start = "owlboard start ";
        boolean mayStart = all.stream().allMatch(one -> one.remedy.startsWith(start));
        var remedy = mayStart ? start + all.stream().map(Problem::who).collect(Collectors.joining(" ")) : first.remedy;
        long lately = all.stream().mapToLong(Problem::lately).sum();
        long since = all.stream().mapToLong(Problem::sinceMillis).max().orElse(0);
        return new Problem(true, group, "none of the " + all.size() + " servers of " + group + " is up: " + first.text, remedy, lately, 0,
                since);
    }

    /** A role that tells nothing of itself, although no request has failed for it. */
    static Problem silent(String who, String why) {
        if (why.contains("timed out")) {
            var text = who + " accepts connections and says nothing: it is frozen, or has too much to do";
            return new Problem(false, who, text, remedy(why, who));
        }
        return new Problem(false, who, who + " does not tell about itself (" + why + ")", remedy(why, who));
    }

    /** What may help a role that fails so. */
    static String remedy(String reason, String who) {
        if (reason == null) return "owlboard logs " + who;
        if (reason.contains("Connection refused")) return "owlboard start " + who;
        return (reason.contains("timed out") ? "owlboard restart " : "owlboard logs ") + who;
    }

    /** A line each: id, milliseconds since the epoch, place, text, with a tab between. */
    static String lines(List<Finding> findings) {
        var lines = new StringBuilder();
        for (var one : findings) {
            lines.append(one.id()).append('\t').append(one.atMillis()).append('\t').append(word(one.place())).append('\t')
                    .append(word(one.text())).append('\n');
        }
        return lines.toString();
    }

    private static String word(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    Map<String, Object> json() {
        return Tree.map("bad", bad, "who", who, "text", text, "remedy", remedy, "lately", lately, "at", atMillis, "since", sinceMillis);
    }

    /** What an error log's reason means, as a verb. */
    static String does(String reason) {
        if (reason == null) return "fails";
        if (reason.contains("Connection refused")) return "refuses connections";
        if (reason.contains("timed out")) return "does not answer in time";
        if (reason.contains("reset by peer") || reason.contains("prematurely closed")) return "breaks off connections";
        if (reason.contains("SSL")) return "fails in the TLS handshake";
        if (reason.contains("host not found")) return "has no address";
        return "fails (" + reason + ")";
    }
}
