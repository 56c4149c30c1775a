package owlboard.proxy.status;

import java.util.List;
import java.util.Map;
import owlboard.proxy.count.Findings.Finding;

/**
 * Something that is wrong, in words.
 *
 * @param bad    requests fail for it; false: they would, without the others
 * @param who    whose fault it is, by its host's name
 * @param text   one sentence without its end
 * @param remedy what to do about it; empty: nothing
 */
record Problem(boolean bad, String who, String text, String remedy) {
    /** What no client notices. */
    private static final List<String> HARMLESS = List.of("body-headers-on-204");

    /** Of what {@code owlboard lint} knows; null: nothing that a verdict should speak of. */
    static Problem of(Finding finding) {
        if (HARMLESS.contains(finding.id())) return null;
        return new Problem(false, finding.place(), finding.text(), "owlboard lint why " + finding.id());
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
        return Tree.map("bad", bad, "who", who, "text", text, "remedy", remedy);
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
