package owlboard.standins.redis.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import owlboard.clients.redis.resp.Reply;

/** Keys of any kind, and whole databases. */
final class KeyCommands {
    /** SCAN looks at this many keys at least: COUNT is a hint. */
    private static final int SCAN_MIN = 1000;

    private KeyCommands() {}

    static void define() {
        Commands.removes("del", -2, call -> Reply.of(call.from(1).stream().filter(key -> present(call, key) && call.database().remove(key))
                .count()));
        Commands.removes("unlink", -2, call -> Reply.of(call.from(1).stream()
                .filter(key -> present(call, key) && call.database().remove(key)).count()));
        Commands.reads("exists", -2, call -> Reply.of(call.from(1).stream().filter(key -> present(call, key)).count()));
        Commands.reads("type", 2, KeyCommands::type);
        Commands.reads("keys", 2, call -> Reply.of(keys(call, call.word(1))));
        Commands.reads("scan", -2, KeyCommands::scan);
        Commands.reads("dbsize", 1, call -> Reply.of(call.database().keys(call.now()).size()));
        Commands.writes("rename", 3, KeyCommands::rename);
        Commands.removes("flushdb", -1, call -> flush(call, call.database()::clear));
        Commands.removes("flushall", -1, call -> flush(call, call.keyspace()::clear));
    }

    private static boolean present(Call call, String key) {
        return call.database().get(key, call.now()) != null;
    }

    private static Reply type(Call call) {
        var value = call.database().get(call.key(), call.now());
        return new Reply.Status(value == null ? "none" : value.type());
    }

    private static List<String> keys(Call call, String pattern) {
        return call.database().keys(call.now()).stream().filter(key -> Glob.matches(pattern, key)).toList();
    }

    /**
     * A cursor is a place in the order of the keys' hashes, which is the same whatever comes and goes: who is there all the time is told
     * once. Keys of one hash are told together.
     */
    private static Reply scan(Call call) {
        long cursor = cursor(call.word(1));
        var options = ScanOptions.of(call, 2);
        var ahead = new ArrayList<>(call.database().keys(call.now()).stream().filter(key -> place(key) >= cursor).toList());
        ahead.sort(Comparator.comparingLong(KeyCommands::place));
        int count = Math.min(ahead.size(), Math.max(options.count(), SCAN_MIN));
        while (count > 0 && count < ahead.size() && place(ahead.get(count)) == place(ahead.get(count - 1))) count++;
        long next = count < ahead.size() ? place(ahead.get(count)) : 0;
        var told = ahead.subList(0, count).stream().filter(key -> options.takes(key)
                && (options.type() == null || call.database().get(key, call.now()).type().equals(options.type()))).toList();
        return new Reply.Items(List.of(Reply.of(Long.toString(next)), Reply.of(told)));
    }

    private static long cursor(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException wrong) {
            throw new Refused("ERR invalid cursor");
        }
    }

    /** Above 0, which is where a scan begins. */
    private static long place(String key) {
        return (key.hashCode() & 0xffffffffL) + 1;
    }

    private static Reply rename(Call call) {
        var database = call.database();
        var value = database.get(call.key(), call.now());
        if (value == null) throw new Refused("ERR no such key");
        var to = call.word(2);
        if (to.equals(call.key())) return Reply.OK;
        var end = database.end(call.key());
        database.remove(call.key());
        database.put(to, value);
        database.end(to, end, call.now());
        return Reply.OK;
    }

    private static Reply flush(Call call, Runnable clear) {
        if (call.size() > 2 || call.size() == 2 && !List.of("ASYNC", "SYNC").contains(call.option(1))) throw new Refused(Refused.SYNTAX);
        clear.run();
        return Reply.OK;
    }
}
