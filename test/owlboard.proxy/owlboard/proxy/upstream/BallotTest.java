package owlboard.proxy.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import owlboard.proxy.exchange.Attempt;
import owlboard.proxy.exchange.Desk;
import owlboard.proxy.upstream.Ballot.How;
import owlboard.wire.loop.Loops;

class BallotTest {
    private static final int ROUNDS = 20_000;
    private static final Peer[] NONE = {};

    private final Desk desk = new Desk(Loops.all().getFirst(), null);
    private final Peer[] peers = Peers.weighted(1, 1, 2, 1);
    private final Ballot ballot = new Ballot(null, "least_conn", peers, NONE);
    private final Attempt attempt = new Attempt("a:80", desk.loop);

    /** As a request does it: noted, told to its attempt, given back at its end. */
    private void choose(Tried tried) {
        var facts = ballot.note(peers, NONE, tried, 0);
        Ballot.decide(facts, How.RULE, 2);
        tried.chose(ballot, facts);
        tried.tell(attempt);
        desk.give(attempt.facts);
    }

    @Test void whatIsNotedOfAFirstChoiceAllocatesNothing() {
        var tried = new Tried(desk);
        for (int i = 0; i < ROUNDS; i++) choose(tried);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ROUNDS; i++) choose(tried);
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / ROUNDS;
        assertEquals(0, each, "bytes for each choice");
    }

    @Test void twoChoicesInProgressShareNothingAndOneThatCameToNothingIsNotedOver() {
        var tried = new Tried(desk);
        var nobody = ballot.note(peers, NONE, tried, 0);
        tried.chose(ballot, nobody);
        var first = ballot.note(peers, NONE, tried, 0);
        assertSame(nobody, first);
        tried.chose(ballot, first);
        tried.tell(attempt);
        assertNotSame(first, ballot.note(peers, NONE, tried, 0));
    }

    @Test void moreRoomThanAChoiceNeedsTellsNothingElse() {
        var old = new long[20];
        Arrays.fill(old, -1);
        desk.give(old);
        var tried = new Tried(desk);
        var facts = ballot.note(peers, NONE, tried, 0);
        assertSame(old, facts);
        Ballot.decide(facts, How.RULE, 2);
        var told = ballot.told(facts, ballot.factCount());
        assertEquals(4, told.all().size());
        assertEquals("c:80", told.all().stream().filter(one -> one.chosen()).findFirst().orElseThrow().name());
    }
}
