package owlboard.proxy.status;

import java.util.Map;

/**
 * Something that is wrong, in words.
 *
 * @param bad    requests fail for it; false: they would, without the others
 * @param who    whose fault it is, by its host's name
 * @param text   one sentence without its end
 * @param remedy what to do about it; empty: nothing
 */
record Problem(boolean bad, String who, String text, String remedy) {
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
