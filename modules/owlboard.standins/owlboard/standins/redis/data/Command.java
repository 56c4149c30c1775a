package owlboard.standins.redis.data;

import java.util.function.Function;
import owlboard.clients.redis.resp.Reply;

/**
 * One command. {@code arity}: how many words with the name; negative: at least that many.
 * {@code writes}: it goes to the journal. {@code grows}: it may need more memory.
 */
record Command(String name, int arity, boolean writes, boolean grows, Function<Call, Reply> run) {
    boolean takes(int words) {
        return arity < 0 ? words >= -arity : words == arity;
    }
}
