package owlboard.standins.redis.data;

import java.util.List;
import java.util.Locale;
import owlboard.clients.redis.resp.Numbers;
import owlboard.clients.redis.resp.RespReader;

/** One command as it runs: where, when (milliseconds since 1970), and its words, the first of which is its name. */
record Call(Keyspace keyspace, Database database, long now, List<String> words) {
    /** Bytes of one string. */
    static final int TEXT_MAX = RespReader.BULK_MAX;

    int size() {
        return words.size();
    }

    String word(int index) {
        return words.get(index);
    }

    String key() {
        return words.get(1);
    }

    /** An option's name, in capitals. */
    String option(int index) {
        return words.get(index).toUpperCase(Locale.ROOT);
    }

    List<String> from(int index) {
        return words.subList(index, words.size());
    }

    long whole(int index) {
        return whole(words.get(index));
    }

    double real(int index) {
        return real(words.get(index));
    }

    static long whole(String text) {
        var value = Numbers.whole(text);
        if (value == null) throw new Refused(Refused.NOT_WHOLE);
        return value;
    }

    static double real(String text) {
        var value = Numbers.real(text);
        if (value == null) throw new Refused(Refused.NOT_REAL);
        return value;
    }

    /** The number after an option. */
    String after(int index) {
        if (index + 1 >= words.size()) throw new Refused(Refused.SYNTAX);
        return words.get(index + 1);
    }

    Value.Text text() {
        return database.get(key(), now, Value.Text.class);
    }

    Value.Hash hash() {
        return database.get(key(), now, Value.Hash.class);
    }

    Value.Line line() {
        return database.get(key(), now, Value.Line.class);
    }

    Value.Members members(String key) {
        return database.get(key, now, Value.Members.class);
    }

    Value.Ranked ranked() {
        return database.get(key(), now, Value.Ranked.class);
    }
}
