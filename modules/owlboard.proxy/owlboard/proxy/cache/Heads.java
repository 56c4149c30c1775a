package owlboard.proxy.cache;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Head;
import owlboard.wire.http.HttpDate;
import owlboard.wire.http.Name;

/** Which lines of an answer are stored (RFC 9111 §3.1), and how a 304 changes them (§3.2, §4.3.4). */
final class Heads {
    /** Of a connection, or of a proxy on the way. */
    private static final Set<String> NEVER = Set.of("connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding",
            "upgrade", "proxy-authenticate", "proxy-authentication-info", "proxy-authorization");
    /** What a 304 says of the body that it does not have, or of the client that asked. */
    private static final Set<String> NOT_UPDATED = Set.of("content-length", "content-encoding", "content-range", "set-cookie");

    private Heads() {}

    /** What is stored of an answer. {@code withheld}: lower-case names that its {@code Cache-Control} takes out. */
    static Head stored(Head answer, CacheControl control, long receivedMillis) throws BadMessage {
        var out = begin(answer);
        for (int i = 0; i < answer.count(); i++) {
            var name = answer.name(i).toLowerCase(Locale.ROOT);
            if (isStored(answer, name, control)) add(out, answer, i);
        }
        if (!answer.has(Name.DATE)) out.add("Date: ").add(HttpDate.of(receivedMillis / 1000)).addCrlf();
        out.addCrlf();
        return EntryFile.head(out.copy());
    }

    /**
     * With a {@code Date} from which its age is counted, {@code madeMillis} since 1970, in place of one long before: a clock that is
     * behind, or a cache that tells no {@code Age}, would have clients count from there (RFC 9111 §4.2.3), when they did not for the first
     * answer. One that makes a validator weak stays.
     */
    static Head dated(Head stored, long madeMillis) throws BadMessage {
        int line = stored.find(Name.DATE);
        if (line < 0) return stored; // no-cache="Date"
        long told = HttpDate.seconds(stored.value(line));
        boolean isWeak = HttpDate.seconds(stored.value(Name.LAST_MODIFIED, "")) >= told;
        if (told < 0 || told >= madeMillis / 1000 || isWeak) return stored;
        var out = begin(stored);
        for (int i = 0; i < stored.count(); i++) if (stored.id(i) != Name.DATE) add(out, stored, i);
        out.add("Date: ").add(HttpDate.of(madeMillis / 1000)).addCrlf().addCrlf();
        return EntryFile.head(out.copy());
    }

    private static Bytes begin(Head answer) {
        var out = new Bytes(answer.end - answer.start + 64);
        return out.add(answer.array, answer.lineAt, answer.lineLength).addCrlf();
    }

    private static void add(Bytes out, Head head, int i) {
        out.add(head.array, head.nameAt(i), head.nameLength(i)).add(": ").add(head.array, head.valueAt(i), head.valueLength(i)).addCrlf();
    }

    private static boolean isStored(Head answer, String name, CacheControl control) {
        if (NEVER.contains(name) || control.withheld.contains(name)) return false;
        boolean isKnown = Name.of(name) != Name.OTHER; // and end to end, whatever Connection says: so it is passed on, too
        return isKnown || !answer.has(Name.CONNECTION) || !answer.lists(Name.CONNECTION, name.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What was stored, with the lines of a 304 in place of its own of the same names. */
    static Head updated(Head stored, Head answer, CacheControl control, long receivedMillis) throws BadMessage {
        var fresh = new LinkedHashMap<String, List<Integer>>();
        for (int i = 0; i < answer.count(); i++) {
            var name = answer.name(i).toLowerCase(Locale.ROOT);
            if (!NOT_UPDATED.contains(name) && isStored(answer, name, control)) {
                fresh.computeIfAbsent(name, _ -> new ArrayList<>()).add(i);
            }
        }
        var out = begin(stored);
        for (int i = 0; i < stored.count(); i++) {
            var name = stored.name(i).toLowerCase(Locale.ROOT);
            boolean replaced = fresh.containsKey(name) || name.equals("age") || name.equals("date") || control.withheld.contains(name);
            if (!replaced) add(out, stored, i);
        }
        for (var lines : fresh.values()) for (int i : lines) add(out, answer, i);
        if (!answer.has(Name.DATE)) out.add("Date: ").add(HttpDate.of(receivedMillis / 1000)).addCrlf();
        out.addCrlf();
        return EntryFile.head(out.copy());
    }
}
