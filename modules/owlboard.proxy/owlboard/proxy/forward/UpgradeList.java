package owlboard.proxy.forward;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;

/**
 * The protocols that an {@code Upgrade} header lists (RFC 9110 §7.8). Those in which further requests would travel, out of this proxy's
 * sight, are never passed on, however they are written; nor is what is no protocol at all.
 */
public final class UpgradeList {
    private static final Set<String> CARRY_REQUESTS = Set.of("h2c", "h2", "http", "tls");
    private static final byte[] UPGRADE = "upgrade".getBytes(StandardCharsets.US_ASCII);

    private UpgradeList() {}

    /** What of {@code configured} the client lists too and may have, as one list; null when it asks for no upgrade. */
    static String of(String configured, Head client) {
        if (!client.lists(Name.CONNECTION, UPGRADE)) return null;
        StringBuilder passed = null;
        for (var member : configured.split(",")) {
            var protocol = withoutSpace(member);
            if (!isProtocol(protocol) || !client.lists(Name.UPGRADE, lowerCase(protocol))) continue;
            if (passed == null) passed = new StringBuilder(protocol);
            else passed.append(", ").append(protocol);
        }
        return passed == null ? null : passed.toString();
    }

    /** Whether a 101 switches to something that was asked for, and says so: {@code Connection: upgrade}, and protocols of {@code asked}. */
    public static boolean isAnswered(String asked, Head answer) {
        if (!answer.lists(Name.CONNECTION, UPGRADE) || !answer.has(Name.UPGRADE)) return false;
        for (int i = answer.find(Name.UPGRADE); i >= 0; i = answer.find(Name.UPGRADE, i + 1)) {
            for (var member : answer.value(i).split(",", -1)) if (!lists(asked, withoutSpace(member))) return false;
        }
        return true;
    }

    /** Whether a comma-separated list has a member, whatever its case. */
    static boolean lists(String list, String wanted) {
        for (var member : list.split(",")) if (withoutSpace(member).equalsIgnoreCase(wanted)) return true;
        return false;
    }

    private static byte[] lowerCase(String protocol) {
        return protocol.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** OWS is space and tab, nothing else. */
    private static String withoutSpace(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && (text.charAt(from) == ' ' || text.charAt(from) == '\t')) from++;
        while (to > from && (text.charAt(to - 1) == ' ' || text.charAt(to - 1) == '\t')) to--;
        return text.substring(from, to);
    }

    /** A token, perhaps a slash and another one, that may be passed on. */
    private static boolean isProtocol(String text) {
        int slash = text.indexOf('/');
        var name = slash < 0 ? text : text.substring(0, slash);
        if (!isToken(name) || slash >= 0 && !isToken(text.substring(slash + 1))) return false;
        return !CARRY_REQUESTS.contains(name.toLowerCase(Locale.ROOT));
    }

    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!alphanumeric && "!#$%&'*+-.^_`|~".indexOf(c) < 0) return false;
        }
        return !text.isEmpty();
    }
}
