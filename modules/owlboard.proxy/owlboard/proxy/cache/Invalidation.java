package owlboard.proxy.cache;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Methods;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;

/**
 * What an answer to a method that changes things makes invalid (RFC 9111 §4.4): what is stored of its target, and of the
 * {@code Location} and {@code Content-Location} that it names, where these are of the same host.
 */
final class Invalidation {
    private static final byte[] CONTENT_LOCATION = "content-location".getBytes(StandardCharsets.US_ASCII);

    private final Exchange exchange;
    private final Head answer;
    private final Function<byte[], String> keyOf;

    /** {@code keyOf} makes the key that this request would have with another method. */
    Invalidation(Exchange exchange, Head answer, Function<byte[], String> keyOf) {
        this.exchange = exchange;
        this.answer = answer;
        this.keyOf = keyOf;
    }

    void run(Consumer<String> drop) {
        Set<String> keys = new LinkedHashSet<>();
        keys.add(keyOf.apply(Methods.GET));
        keys.add(keyOf.apply(Methods.HEAD));
        keys.add(keyOf.apply(Methods.POST));
        for (int i = 0; i < answer.count(); i++) {
            boolean names = answer.id(i) == Name.LOCATION || Name.is(answer.array, answer.nameAt(i), answer.nameLength(i),
                    CONTENT_LOCATION);
            if (names) addOther(keys, answer.value(i));
        }
        keys.forEach(drop);
    }

    /** The key has the target of the request in it, and would have another one in its place. */
    private void addOther(Set<String> keys, String location) {
        var head = exchange.head;
        var own = head.latin1(head.targetAt, head.targetLength);
        var target = Reference.target(location, authority(head), own.startsWith("/") ? own : "/" + own);
        if (target == null) return;
        for (var key : Set.copyOf(keys)) {
            int at = key.lastIndexOf(own); // "/a" is in "http://api/a" twice
            if (at >= 0) keys.add(key.substring(0, at) + target + key.substring(at + own.length()));
        }
    }

    private String authority(Head head) {
        if (head.authorityLength > 0) return head.latin1(head.authorityAt, head.authorityLength);
        return head.value(Name.HOST, exchange.host);
    }
}
