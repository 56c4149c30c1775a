package owlboard.standins.redis.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import owlboard.clients.redis.resp.Reply;

/** Lists. Waiting for an element (BLPOP) is the connection's own affair. */
final class ListCommands {
    private ListCommands() {}

    static void define() {
        Commands.reads("llen", 2, call -> Reply.of(size(call.line())));
        Commands.reads("lrange", 4, ListCommands::range);
        Commands.reads("lindex", 3, ListCommands::index);
        Commands.writes("lpush", -3, call -> push(call, true));
        Commands.writes("rpush", -3, call -> push(call, false));
        Commands.writes("lset", 4, ListCommands::set);
        Commands.removes("lpop", -2, call -> pop(call, true));
        Commands.removes("rpop", -2, call -> pop(call, false));
        Commands.removes("ltrim", 4, ListCommands::trim);
        Commands.removes("lrem", 4, ListCommands::remove);
        Commands.writes("lmove", 5, call -> move(call, isLeft(call, 3), isLeft(call, 4)));
    }

    private static boolean isLeft(Call call, int index) {
        return switch (call.option(index)) {
            case "LEFT" -> true;
            case "RIGHT" -> false;
            default -> throw new Refused(Refused.SYNTAX);
        };
    }

    private static int size(Value.Line line) {
        return line == null ? 0 : line.ring().size();
    }

    private static Reply range(Call call) {
        var line = call.line();
        var span = Span.of(call.whole(2), call.whole(3), size(line));
        return span.isEmpty() ? Reply.of(List.of()) : Reply.of(line.ring().subList(span.from(), span.to()));
    }

    private static Reply index(Call call) {
        var line = call.line();
        int at = place(call.whole(2), size(line));
        return at < 0 ? Reply.Nothing.VALUE : Reply.of(line.ring().get(at));
    }

    /** -1: outside. */
    private static int place(long index, int size) {
        long at = index < 0 ? index + size : index;
        return at < 0 || at >= size ? -1 : (int) at;
    }

    private static Reply push(Call call, boolean left) {
        var ring = call.database().getOr(call.key(), call.now(), Value.Line.class, Value.Line::new).ring();
        for (var element : call.from(2)) {
            if (left) ring.addFirst(element);
            else ring.addLast(element);
        }
        call.database().changed(call.key());
        return Reply.of(ring.size());
    }

    private static Reply set(Call call) {
        var line = call.line();
        if (line == null) throw new Refused("ERR no such key");
        int at = place(call.whole(2), size(line));
        if (at < 0) throw new Refused("ERR index out of range");
        line.ring().set(at, call.word(3));
        call.database().changed(call.key());
        return Reply.OK;
    }

    private static Reply pop(Call call, boolean left) {
        if (call.size() > 3) throw Refused.arguments(call.word(0).toLowerCase(Locale.ROOT));
        var line = call.line();
        if (call.size() == 2) return line == null ? Reply.Nothing.VALUE : Reply.of(take(call, line, left));
        long count = call.whole(2);
        if (count < 0) throw new Refused("ERR value is out of range, must be positive");
        if (line == null) return Reply.Nothing.ARRAY;
        var taken = new ArrayList<String>();
        for (long i = Math.min(count, size(line)); i > 0; i--) taken.add(take(call, line, left));
        return Reply.of(taken);
    }

    private static String take(Call call, Value.Line line, boolean left) {
        var element = left ? line.ring().removeFirst() : line.ring().removeLast();
        call.database().changed(call.key());
        return element;
    }

    private static Reply trim(Call call) {
        var line = call.line();
        var span = Span.of(call.whole(2), call.whole(3), size(line));
        if (line == null) return Reply.OK;
        for (int i = size(line); i > span.to(); i--) line.ring().removeLast();
        for (int i = span.from(); i > 0; i--) line.ring().removeFirst();
        call.database().changed(call.key());
        return Reply.OK;
    }

    /** The first {@code count} that equal the element; of the last ones for a negative count; all for 0. */
    private static Reply remove(Call call) {
        long count = call.whole(2);
        var line = call.line();
        if (line == null) return Reply.of(0);
        var ring = line.ring();
        var places = new ArrayList<Integer>();
        for (int i = 0; i < ring.size(); i++) if (ring.get(i).equals(call.word(3))) places.add(i);
        int go = count == 0 ? places.size() : (int) Math.min(places.size(), Math.abs(Math.max(count, -Integer.MAX_VALUE)));
        var going = new HashSet<>(count < 0 ? places.subList(places.size() - go, places.size()) : places.subList(0, go));
        if (going.isEmpty()) return Reply.of(0);
        ring.keep(place -> !going.contains(place));
        call.database().changed(call.key());
        return Reply.of(going.size());
    }

    private static Reply move(Call call, boolean fromLeft, boolean toLeft) {
        var line = call.line();
        if (line == null) return Reply.Nothing.VALUE;
        call.database().get(call.word(2), call.now(), Value.Line.class);
        var element = fromLeft ? line.ring().removeFirst() : line.ring().removeLast();
        var to = call.database().getOr(call.word(2), call.now(), Value.Line.class, Value.Line::new).ring();
        if (toLeft) to.addFirst(element);
        else to.addLast(element);
        call.database().changed(call.word(2));
        call.database().changed(call.key());
        return Reply.of(element);
    }
}
