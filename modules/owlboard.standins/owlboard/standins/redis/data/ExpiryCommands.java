package owlboard.standins.redis.data;

import java.util.Locale;
import owlboard.clients.redis.resp.Reply;

/** When keys end. */
final class ExpiryCommands {
    private ExpiryCommands() {}

    static void define() {
        Commands.removes("expire", -3, call -> expire(call, later(call, call.whole(2), 1000)));
        Commands.removes("pexpire", -3, call -> expire(call, later(call, call.whole(2), 1)));
        Commands.removes("expireat", -3, call -> expire(call, scaled("expireat", call.whole(2), 1000)));
        Commands.removes("pexpireat", -3, call -> expire(call, call.whole(2)));
        Commands.removes("persist", 2, ExpiryCommands::persist);
        Commands.reads("ttl", 2, call -> Reply.of(left(call, 1000)));
        Commands.reads("pttl", 2, call -> Reply.of(left(call, 1)));
    }

    /** The end that an option of SET or GETEX names. */
    static long end(Call call, String option, long number) {
        if (number <= 0) throw invalid(call.word(0));
        return switch (option) {
            case "EX" -> later(call, number, 1000);
            case "PX" -> later(call, number, 1);
            case "EXAT" -> scaled(call.word(0), number, 1000);
            case "PXAT" -> number;
            default -> throw new Refused(Refused.SYNTAX);
        };
    }

    static long end(Call call, long number, int unitMillis) {
        if (number <= 0) throw invalid(call.word(0));
        return later(call, number, unitMillis);
    }

    private static long later(Call call, long number, int unitMillis) {
        long span = scaled(call.word(0), number, unitMillis);
        if (span > Long.MAX_VALUE - call.now()) throw invalid(call.word(0));
        return call.now() + span;
    }

    private static long scaled(String command, long number, int unitMillis) {
        if (Math.abs(number) > Long.MAX_VALUE / unitMillis) throw invalid(command);
        return number * unitMillis;
    }

    private static Refused invalid(String command) {
        return new Refused("ERR invalid expire time in '" + command.toLowerCase(Locale.ROOT) + "' command");
    }

    private static Reply expire(Call call, long end) {
        if (call.database().get(call.key(), call.now()) == null) return Reply.of(0);
        var old = call.database().end(call.key());
        for (int i = 3; i < call.size(); i++) {
            boolean holds = switch (call.option(i)) {
                case "NX" -> old == null;
                case "XX" -> old != null;
                case "GT" -> old != null && end > old;
                case "LT" -> old == null || end < old;
                default -> throw new Refused("ERR Unsupported option " + call.word(i));
            };
            if (!holds) return Reply.of(0);
        }
        call.database().end(call.key(), end, call.now());
        return Reply.of(1);
    }

    private static Reply persist(Call call) {
        if (call.database().get(call.key(), call.now()) == null || call.database().end(call.key()) == null) return Reply.of(0);
        call.database().end(call.key(), null, call.now());
        return Reply.of(1);
    }

    private static long left(Call call, int unitMillis) {
        if (call.database().get(call.key(), call.now()) == null) return -2;
        var end = call.database().end(call.key());
        return end == null ? -1 : (end - call.now() + unitMillis / 2) / unitMillis;
    }
}
