package owlboard.proxy.forward;

import java.nio.charset.StandardCharsets;
import owlboard.config.directive.Failover;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Filter;
import owlboard.proxy.exchange.Link;
import owlboard.proxy.exchange.Slot;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;

/**
 * Whose failure an error is, between two tiers of ours ({@code owlboard_origin}): the one in front asks with a line of its request, and
 * the one behind marks the errors that an upstream of its own has caused. The line tells no more than a 502 does, so nobody gains by
 * asking: what counts is who is believed. One that asks drops the line of its clients and never passes a mark on; one that tells drops
 * its upstreams' marks. A request that was sent to one peer before and is sent to another one says {@code ask again}, and is not sent
 * twice there: two tiers that retry make three tries of one request, not four.
 */
public final class Origin implements Filter {
    static final byte[] LINE = "X-Owlboard-Origin: ask".getBytes(StandardCharsets.US_ASCII);
    static final byte[] LOWER_CASE = "x-owlboard-origin".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NAME = "X-Owlboard-Origin".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ASK = "ask".getBytes(StandardCharsets.US_ASCII);
    /** What was sent to another one before says so: whoever tells does not send it on more than once. */
    static final byte[] LINE_AGAIN = "X-Owlboard-Origin: ask again".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AGAIN = "ask again".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UPSTREAM = "upstream".getBytes(StandardCharsets.US_ASCII);
    private static final int LEAST_ERROR = 400;

    private static final Slot<Origin> SLOT = new Slot<>((scope, _) ->
            scope.level().get(Failover.OWLBOARD_ORIGIN) == Failover.Origin.TELL ? new Origin() : null);
    public static final Feature FEATURE = Feature.of(SLOT).filters(SLOT);

    private Origin() {}

    /** Whether the peer that gave this answer says that it is not its own failure. */
    static boolean isBehind(Head head) {
        int line = head.find(LOWER_CASE, 0);
        return line >= 0 && head.valueIs(line, UPSTREAM);
    }

    /** Whether a request says that it was sent to another one before. */
    static boolean isRepeated(Head head) {
        int line = head.find(LOWER_CASE, 0);
        return line >= 0 && head.valueIs(line, AGAIN);
    }

    static boolean isMark(Head head, int line) {
        return Name.is(head.array, head.nameAt(line), head.nameLength(line), LOWER_CASE);
    }

    @Override
    public Link link(Exchange exchange, AnswerHead head) {
        if (exchange.status < LEAST_ERROR || exchange.attempts.isEmpty() || exchange.parent != null) return null;
        int line = exchange.head.find(LOWER_CASE, 0);
        boolean asks = line >= 0 && (exchange.head.valueIs(line, ASK) || exchange.head.valueIs(line, AGAIN));
        if (asks) head.addBehindConnection(NAME, Name.OTHER, UPSTREAM);
        return null;
    }
}
