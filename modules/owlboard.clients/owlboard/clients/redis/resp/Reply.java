package owlboard.clients.redis.resp;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a server answers. RESP2 has no maps, sets, pushes, reals or flags: there they travel as arrays, bulk strings and numbers. */
public sealed interface Reply {
    record Status(String line) implements Reply {}

    /** An error: its code, a space, and what happened. */
    record Failure(String line) implements Reply {}

    record Number(long value) implements Reply {}

    record Bulk(byte[] bytes) implements Reply {}

    record Items(List<Reply> list) implements Reply {}

    /** A map: key, value, key, value. */
    record Pairs(List<Reply> list) implements Reply {}

    /** Members with their scores: member, score, member, score. RESP3 puts each couple into an array of its own. */
    record Couples(List<Reply> list) implements Reply {}

    record Unordered(List<Reply> list) implements Reply {}

    /** What was not asked for: messages of channels. */
    record Push(List<Reply> list) implements Reply {}

    record Real(double value) implements Reply {}

    record Flag(boolean value) implements Reply {}

    /** Nothing there: an absent value, or in RESP2 an absent array. */
    enum Nothing implements Reply { VALUE, ARRAY }

    Reply OK = new Status("OK");

    static Reply of(long number) {
        return new Number(number);
    }

    /** Of a string with one char per byte; null is nothing. */
    static Reply of(String octets) {
        return octets == null ? Nothing.VALUE : new Bulk(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    static Reply of(List<String> octets) {
        return new Items(octets.stream().map(Reply::of).toList());
    }

    default boolean isNothing() {
        return this instanceof Nothing;
    }

    /** As UTF-8 text; null for nothing. */
    default String text() {
        return switch (this) {
            case Bulk bulk -> new String(bulk.bytes, StandardCharsets.UTF_8);
            case Status status -> status.line;
            case Failure failure -> failure.line;
            case Number number -> Long.toString(number.value);
            case Real real -> Numbers.text(real.value);
            case Flag flag -> flag.value ? "1" : "0";
            case Nothing nothing -> null;
            default -> throw new IllegalStateException("a list is not a text: " + this);
        };
    }

    /** As a whole number. */
    default long number() {
        return switch (this) {
            case Number number -> number.value;
            case Flag flag -> flag.value ? 1 : 0;
            default -> Long.parseLong(text());
        };
    }

    /** The elements; of a map: key, value, key, value; of nothing: none. */
    default List<Reply> items() {
        return switch (this) {
            case Items items -> items.list;
            case Pairs pairs -> pairs.list;
            case Couples couples -> couples.list;
            case Unordered set -> set.list;
            case Push push -> push.list;
            case Nothing nothing -> List.of();
            default -> throw new IllegalStateException("not a list: " + this);
        };
    }

    /** The elements as texts. */
    default List<String> texts() {
        return items().stream().map(Reply::text).toList();
    }
}
