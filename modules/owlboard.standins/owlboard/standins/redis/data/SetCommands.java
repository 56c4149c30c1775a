package owlboard.standins.redis.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import owlboard.clients.redis.resp.Reply;

/** Sets. */
final class SetCommands {
    private SetCommands() {}

    static void define() {
        Commands.reads("smembers", 2, call -> new Reply.Unordered(replies(set(call, call.key()))));
        Commands.reads("sismember", 3, call -> Reply.of(set(call, call.key()).contains(call.word(2)) ? 1 : 0));
        Commands.reads("scard", 2, call -> Reply.of(set(call, call.key()).size()));
        Commands.reads("srandmember", -2, SetCommands::random);
        Commands.reads("sscan", -3, SetCommands::scan);
        Commands.reads("sinter", -2, call -> combined(call, Set::retainAll));
        Commands.reads("sunion", -2, call -> combined(call, Set::addAll));
        Commands.reads("sdiff", -2, call -> combined(call, Set::removeAll));
        Commands.writes("sadd", -3, SetCommands::add);
        Commands.removes("srem", -3, SetCommands::remove);
        Commands.removes("spop", -2, SetCommands::pop);
    }

    private static Set<String> set(Call call, String key) {
        var members = call.members(key);
        return members == null ? Set.of() : members.set();
    }

    private static List<Reply> replies(Collection<String> members) {
        return members.stream().map(Reply::of).toList();
    }

    private static Reply add(Call call) {
        var set = call.database().getOr(call.key(), call.now(), Value.Members.class, Value.Members::new).set();
        long fresh = call.from(2).stream().filter(set::add).count();
        if (fresh > 0) call.database().changed(call.key());
        return Reply.of(fresh);
    }

    private static Reply remove(Call call) {
        var members = call.members(call.key());
        if (members == null) return Reply.of(0);
        long gone = call.from(2).stream().filter(members.set()::remove).count();
        if (gone > 0) call.database().changed(call.key());
        return Reply.of(gone);
    }

    private static Reply combined(Call call, BiConsumer<Set<String>, Set<String>> with) {
        var result = new LinkedHashSet<>(set(call, call.key()));
        for (var key : call.from(2)) with.accept(result, set(call, key));
        return new Reply.Unordered(replies(result));
    }

    private static Reply scan(Call call) {
        var options = ScanOptions.of(call, 3);
        var told = set(call, call.key()).stream().filter(options::takes).toList();
        return new Reply.Items(List.of(Reply.of("0"), Reply.of(told)));
    }

    /** Chance comes from the time of the call, so that a replay takes the same members. */
    private static List<String> chosen(Call call, long count) {
        var all = new ArrayList<>(set(call, call.key()));
        Collections.shuffle(all, new Random(call.now()));
        return all.subList(0, (int) Math.min(count, all.size()));
    }

    private static Reply random(Call call) {
        if (call.size() == 2) return chosen(call, 1).stream().findFirst().map(Reply::of).orElse(Reply.Nothing.VALUE);
        long count = call.whole(2);
        if (count < 0) throw new Refused("ERR value is out of range, must be positive");
        return Reply.of(chosen(call, count));
    }

    private static Reply pop(Call call) {
        long count = call.size() == 2 ? 1 : call.whole(2);
        if (count < 0) throw new Refused("ERR value is out of range, must be positive");
        var members = call.members(call.key());
        var taken = List.copyOf(chosen(call, count));
        if (!taken.isEmpty()) {
            taken.forEach(members.set()::remove);
            call.database().changed(call.key());
        }
        if (call.size() > 2) return new Reply.Unordered(replies(taken));
        return taken.isEmpty() ? Reply.Nothing.VALUE : Reply.of(taken.getFirst());
    }
}
