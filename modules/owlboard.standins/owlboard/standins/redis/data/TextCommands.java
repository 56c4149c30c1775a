package owlboard.standins.redis.data;

import java.util.ArrayList;
import owlboard.clients.redis.resp.Reply;

/** Strings. */
final class TextCommands {
    private TextCommands() {}

    static void define() {
        Commands.reads("get", 2, call -> Reply.of(text(call)));
        Commands.reads("strlen", 2, call -> Reply.of(length(text(call))));
        Commands.reads("mget", -2, TextCommands::mget);
        Commands.writes("set", -3, TextCommands::set);
        Commands.writes("setex", 4, call -> ending(call, call.word(3), ExpiryCommands.end(call, call.whole(2), 1000)));
        Commands.writes("psetex", 4, call -> ending(call, call.word(3), ExpiryCommands.end(call, call.whole(2), 1)));
        Commands.writes("setnx", 3, TextCommands::setnx);
        Commands.writes("getset", 3, TextCommands::getset);
        Commands.writes("mset", -3, TextCommands::mset);
        Commands.writes("append", 3, TextCommands::append);
        Commands.writes("incr", 2, call -> add(call, 1));
        Commands.writes("decr", 2, call -> add(call, -1));
        Commands.writes("incrby", 3, call -> add(call, call.whole(2)));
        Commands.writes("decrby", 3, call -> add(call, negated(call.whole(2))));
        Commands.removes("getdel", 2, TextCommands::getdel);
    }

    private static String text(Call call) {
        var value = call.text();
        return value == null ? null : value.text();
    }

    private static int length(String text) {
        return text == null ? 0 : text.length();
    }

    private static Reply mget(Call call) {
        var values = new ArrayList<Reply>();
        for (var key : call.from(1)) {
            values.add(Reply.of(call.database().get(key, call.now()) instanceof Value.Text(var text) ? text : null));
        }
        return new Reply.Items(values);
    }

    private static Reply set(Call call) {
        Boolean present = null;
        boolean get = false;
        boolean keep = false;
        Long end = null;
        for (int i = 3; i < call.size(); i++) {
            var option = call.option(i);
            switch (option) {
                case "NX", "XX" -> {
                    if (present != null) throw new Refused(Refused.SYNTAX);
                    present = option.equals("XX");
                }
                case "GET" -> get = true;
                case "KEEPTTL" -> keep = true;
                case "EX", "PX", "EXAT", "PXAT" -> {
                    if (end != null) throw new Refused(Refused.SYNTAX);
                    end = ExpiryCommands.end(call, option, Call.whole(call.after(i++)));
                }
                default -> throw new Refused(Refused.SYNTAX);
            }
        }
        if (keep && end != null) throw new Refused(Refused.SYNTAX);
        var old = call.database().get(call.key(), call.now());
        if (get && old != null && !(old instanceof Value.Text)) throw new Refused(Refused.WRONG_TYPE);
        var before = Reply.of(old instanceof Value.Text(var text) ? text : null);
        if (present != null && present != (old != null)) return get ? before : Reply.Nothing.VALUE;
        if (keep) call.database().put(call.key(), new Value.Text(call.word(2)));
        else ending(call, call.word(2), end);
        return get ? before : Reply.OK;
    }

    private static Reply ending(Call call, String text, Long end) {
        call.database().put(call.key(), new Value.Text(text));
        call.database().end(call.key(), end, call.now());
        return Reply.OK;
    }

    private static Reply setnx(Call call) {
        if (call.database().get(call.key(), call.now()) != null) return Reply.of(0);
        ending(call, call.word(2), null);
        return Reply.of(1);
    }

    private static Reply getset(Call call) {
        var before = Reply.of(text(call));
        ending(call, call.word(2), null);
        return before;
    }

    private static Reply getdel(Call call) {
        var before = Reply.of(text(call));
        call.database().remove(call.key());
        return before;
    }

    private static Reply mset(Call call) {
        if (call.size() % 2 == 0) throw Refused.arguments("mset");
        for (int i = 1; i < call.size(); i += 2) {
            call.database().put(call.word(i), new Value.Text(call.word(i + 1)));
            call.database().end(call.word(i), null, call.now());
        }
        return Reply.OK;
    }

    private static Reply append(Call call) {
        var text = text(call);
        if (length(text) + (long) call.word(2).length() > Call.TEXT_MAX) {
            throw new Refused("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
        }
        var longer = text == null ? call.word(2) : text + call.word(2);
        call.database().put(call.key(), new Value.Text(longer));
        return Reply.of(longer.length());
    }

    private static long negated(long by) {
        if (by == Long.MIN_VALUE) throw new Refused("ERR decrement would overflow");
        return -by;
    }

    private static Reply add(Call call, long by) {
        var text = text(call);
        long sum = sum(text == null ? 0 : Call.whole(text), by);
        call.database().put(call.key(), new Value.Text(Long.toString(sum)));
        return Reply.of(sum);
    }

    static long sum(long value, long by) {
        try {
            return Math.addExact(value, by);
        } catch (ArithmeticException overflow) {
            throw new Refused("ERR increment or decrement would overflow");
        }
    }
}
