package owlboard.standins.redis.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import owlboard.clients.redis.resp.Numbers;
import owlboard.clients.redis.resp.Reply;

/** Hashes. */
final class HashCommands {
    private HashCommands() {}

    static void define() {
        Commands.reads("hget", 3, call -> Reply.of(fields(call).get(call.word(2))));
        Commands.reads("hmget", -3, call -> new Reply.Items(call.from(2).stream().map(field -> Reply.of(fields(call).get(field)))
                .toList()));
        Commands.reads("hgetall", 2, call -> new Reply.Pairs(pairs(fields(call))));
        Commands.reads("hkeys", 2, call -> Reply.of(List.copyOf(fields(call).keySet())));
        Commands.reads("hvals", 2, call -> Reply.of(List.copyOf(fields(call).values())));
        Commands.reads("hlen", 2, call -> Reply.of(fields(call).size()));
        Commands.reads("hexists", 3, call -> Reply.of(fields(call).containsKey(call.word(2)) ? 1 : 0));
        Commands.reads("hscan", -3, HashCommands::scan);
        Commands.writes("hset", -4, call -> Reply.of(set(call)));
        Commands.writes("hmset", -4, call -> set(call) >= 0 ? Reply.OK : Reply.OK);
        Commands.writes("hsetnx", 4, call -> fields(call).containsKey(call.word(2)) ? Reply.of(0) : Reply.of(set(call)));
        Commands.writes("hincrby", 4, HashCommands::add);
        Commands.removes("hdel", -3, HashCommands::delete);
    }

    private static Map<String, String> fields(Call call) {
        var hash = call.hash();
        return hash == null ? Map.of() : hash.fields();
    }

    private static List<Reply> pairs(Map<String, String> fields) {
        var pairs = new ArrayList<Reply>(2 * fields.size());
        fields.forEach((field, value) -> {
            pairs.add(Reply.of(field));
            pairs.add(Reply.of(value));
        });
        return pairs;
    }

    private static Reply scan(Call call) {
        var options = ScanOptions.of(call, 3);
        var told = new LinkedHashMap<>(fields(call));
        told.keySet().removeIf(field -> !options.takes(field));
        return new Reply.Items(List.of(Reply.of("0"), new Reply.Items(pairs(told))));
    }

    private static int set(Call call) {
        if (call.size() % 2 != 0) throw Refused.arguments(call.word(0).toLowerCase(Locale.ROOT));
        var fields = call.database().getOr(call.key(), call.now(), Value.Hash.class, Value.Hash::new).fields();
        int fresh = 0;
        for (int i = 2; i < call.size(); i += 2) if (fields.put(call.word(i), call.word(i + 1)) == null) fresh++;
        call.database().changed(call.key());
        return fresh;
    }

    private static void put(Call call, String field, String value) {
        call.database().getOr(call.key(), call.now(), Value.Hash.class, Value.Hash::new).fields().put(field, value);
        call.database().changed(call.key());
    }

    private static Reply add(Call call) {
        var before = Numbers.whole(fields(call).getOrDefault(call.word(2), "0"));
        if (before == null) throw new Refused("ERR hash value is not an integer");
        long sum = TextCommands.sum(before, call.whole(3));
        put(call, call.word(2), Long.toString(sum));
        return Reply.of(sum);
    }

    private static Reply delete(Call call) {
        var hash = call.hash();
        if (hash == null) return Reply.of(0);
        long gone = call.from(2).stream().filter(field -> hash.fields().remove(field) != null).count();
        if (gone > 0) call.database().changed(call.key());
        return Reply.of(gone);
    }
}
