package owlboard.proxy.forward;

import java.io.IOException;
import owlboard.config.directive.Passing.Next;
import owlboard.proxy.exchange.Attempt;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.logfile.Errno;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.upstream.Group;
import owlboard.proxy.upstream.Peer;
import owlboard.proxy.upstream.Step;
import owlboard.proxy.upstream.Tried;
import owlboard.proxy.upstream.Wish;

/**
 * Which peer is tried next, and whether another one may be tried at all: {@code proxy_next_upstream}, its tries and its timeout, what has
 * become of the request's body and of its method's promise. Nobody else decides that. Why a failure is not tried elsewhere stands in the
 * error log, level info.
 */
final class Tries {
    private static final String SPENT = "owlboard_retry_budget is spent";
    /** Deadlines are looked at every 50 ms: so much of it is over at the latest. */
    static final long CONNECT_MILLIS = 250;
    private static final long LOOK_MILLIS = 50;
    private static final long HEDGE_LEAST_MILLIS = 100;
    /** What a peer that does not answer at all may cost more than usual. */
    private static final long HEDGE_MORE_MILLIS = 200;
    private static final int HEDGE_TIMES = 20;

    private final Exchange exchange;
    private final ProxyPass pass;
    private final Group upstream;
    private final RequestBody body;
    private final long startNanos;
    private final Wish wish;
    private final Tried tried;
    private int left;
    /** Tries that do not count are bounded by the peers. */
    private int peersLeft;
    /** A byte of the request may have reached a peer's application. */
    private boolean sent;
    /** The group as this exchange knows it, and until when it waits for another one: 0 before it has to. */
    private int version;
    private long waitsUntil;
    /** {@code $upstream_queue_time} of what {@link #next} has told last; -1: it did not wait. */
    private long queueNanos = -1;
    /** Nobody was available; such a try is not one of {@code proxy_next_upstream_tries}. */
    private boolean onTrial;
    /** Another peer was asked because one was late to answer; and because one was late to accept. */
    private boolean hedged;
    private boolean connectsBeside;
    /** The last that was asked so. */
    private Peer besides;
    /** Whoever sent the request here has sent it to another one of us before: it is not multiplied. */
    private final boolean isRepeated;
    /** It counts as a retry of its group. */
    private boolean retries;
    /** It was counted as one, whether it takes of the budget or not. */
    private boolean repeated;
    /** It would have been one, but for the budget. */
    private boolean refused;

    Tries(Exchange exchange, ProxyPass pass, Group upstream, RequestBody body) {
        this.exchange = exchange;
        this.pass = pass;
        this.upstream = upstream;
        this.body = body;
        isRepeated = pass.tellsOrigin && Origin.isRepeated(exchange.head);
        version = upstream.version();
        tried = new Tried(exchange.desk());
        startNanos = exchange.loop().now();
        wish = upstream.wish(exchange);
        peersLeft = upstream.triesMax();
        left = pass.nextTries > 0 ? Math.min(pass.nextTries, peersLeft) : peersLeft;
    }

    /** Wakes up when the client leaves: what it had sent before may have been read meanwhile, so that nobody looks for more. */
    private Peer awaitRoom() {
        var client = exchange.client;
        var departure = client.departure();
        try {
            return upstream.awaitRoom(wish, tried, exchange.loop(), () -> {
                if (client.isGone()) return true;
                if (departure != null) departure.wantRead(Thread.currentThread());
                return false;
            });
        } finally {
            if (departure != null) departure.wantNothing();
        }
    }

    /** The peer to try, which is occupied from now on; null: there is nobody, and nobody comes in time. */
    Peer next() throws IOException {
        queueNanos = -1;
        while (true) {
            var peer = upstream.pick(wish, tried, seconds());
            if (peer == null && upstream.isQueued()) {
                long began = System.nanoTime();
                peer = awaitRoom();
                queueNanos = Math.max(0, queueNanos) + System.nanoTime() - began;
            }
            if (peer == null && upstream.isQueued() && exchange.client.isGone()) throw exchange.client.gone();
            if (peer == null && findsSomebody(false)) continue;
            if (peer == null) return null;
            tried.add(peer);
            onTrial = peer.isOnTrial();
            return peer;
        }
    }

    long queueNanos() {
        return queueNanos;
    }

    Wish wish() {
        return wish;
    }

    /** Why {@link #next} found nobody. */
    void tell(Attempt ofNobody) {
        tried.tell(ofNobody);
    }

    /** Begins the try of the peer that was given last. */
    Try begin(Peer peer) {
        var begun = new Try(exchange, peer);
        tried.tell(begun.attempt);
        return begun;
    }

    /** From now on a peer may have acted on the request. */
    void sends() {
        sent = true;
    }

    /** No peer has acted on it after all. */
    void takesBack() {
        sent = false;
    }

    private long seconds() {
        return Peer.seconds(exchange.loop().now());
    }

    /**
     * Whether an answer with this status is passed over, for another peer to give one ({@code proxy_next_upstream http_503}).
     *
     * @param behind the peer has said that it is of an upstream of its own
     */
    boolean passesOver(int status, boolean behind) {
        var kind = listed(status);
        if (kind == null || !pass.nextUpstream.contains(kind)) return false;
        var obstacle = behind ? "it is of an upstream behind this one" : obstacle();
        if (obstacle == null && !isWithinBudget()) obstacle = SPENT;
        if (obstacle == null && left > 1 && !upstream.isSingle()) {
            beginRetry();
            return true;
        }
        tell("answer " + status, obstacle != null ? obstacle : noMore(left > 1));
        return false;
    }

    /** Null: nothing shortens the wait for an answer. */
    Impatience impatience() {
        if (!pass.hedges && !upstream.isChecked()) return null;
        long millis = pass.hedges && !hedged && isSafe() ? hedgeMillis(upstream.usualNanos()) : 0;
        return millis == 0 && !upstream.isChecked() ? null : new Impatience(this, millis);
    }

    /**
     * After how many milliseconds without an answer another peer is asked beside this one: 20 times what is usual, which for slow ones is
     * too much.
     *
     * @param usualNanos 95 of 100 take no longer; 0: that is not known
     */
    static long hedgeMillis(long usualNanos) {
        long most = usualNanos / 1_000_000 + HEDGE_MORE_MILLIS - LOOK_MILLIS;
        return usualNanos == 0 ? most : Math.clamp(HEDGE_TIMES * usualNanos / 1_000_000, HEDGE_LEAST_MILLIS, most);
    }

    private boolean isSafe() {
        return exchange.is(Methods.GET) || exchange.is(Methods.HEAD) || exchange.is(Methods.OPTIONS);
    }

    /** Milliseconds after which a connection that is not there is not waited for alone; 0: there is nobody else, or nobody hurries. */
    long connectMillis() {
        boolean hurries = pass.hedges && !connectsBeside && obstacle() == null && upstream.hasOther(tried, seconds());
        return hurries ? CONNECT_MILLIS - LOOK_MILLIS : 0;
    }

    /**
     * Another peer to be asked beside one that is late, which is occupied from now on; once for connecting and once for what was sent, the
     * latter within the budget. Null: there is nobody, or it may not be. No try is lost by it.
     */
    Peer beside(boolean sends) {
        if (sends ? hedged : connectsBeside) return null;
        if (obstacle() != null || !upstream.hasOther(tried, seconds()) || sends && !isWithinBudget()) return null;
        var peer = upstream.pick(wish, tried, seconds());
        if (peer == null) return null;
        tried.add(peer);
        peersLeft--;
        left = Math.max(1, Math.min(left, peersLeft));
        if (sends) hedged = true;
        else connectsBeside = true;
        if (sends) beginRetry();
        upstream.repeats().beside(sends);
        besides = peer;
        return peer;
    }

    /** Of two that were asked this one is left. */
    void goesOnWith(Peer peer) {
        onTrial = peer.isOnTrial();
        if (peer == besides) upstream.repeats().won();
    }

    /** Whether what is sent next was sent before. */
    boolean isRepeating() {
        return sent;
    }

    // The budget: what repeats what was sent doubles the load of those who are slow already.

    private boolean isWithinBudget() {
        if (retries || pass.retryPercent == 0 || upstream.mayRetry(pass.retryPercent)) return true;
        if (!refused) upstream.repeats().refused();
        refused = true;
        return false;
    }

    /** The budget was spent when it was asked. */
    boolean isRefused() {
        return refused;
    }

    private void beginRetry() {
        if (!retries) upstream.repeats().begins(!repeated);
        retries = true;
        repeated = true;
    }

    /** Nothing more is tried. */
    void end() {
        if (retries) upstream.repeats().ends();
        retries = false;
    }

    /** Whether a try that goes on may be given up for another peer, which is there. */
    boolean mayAskAnother() {
        if (!pass.nextUpstream.contains(Next.TIMEOUT) || left <= 1 || obstacle() != null) return false;
        return upstream.hasOther(tried, seconds());
    }

    private static Next listed(int status) {
        return switch (status) {
            case 500 -> Next.HTTP_500;
            case 502 -> Next.HTTP_502;
            case 503 -> Next.HTTP_503;
            case 504 -> Next.HTTP_504;
            case 403 -> Next.HTTP_403;
            case 404 -> Next.HTTP_404;
            case 429 -> Next.HTTP_429;
            default -> null;
        };
    }

    /** Why nobody else may be tried, whatever happened; null: nothing is in the way. */
    private String obstacle() {
        if (body.isGone() || sent && body.isLive()) return "its body was not kept";
        if (sent && !Methods.isIdempotent(exchange.method) && !pass.nextUpstream.contains(Next.NON_IDEMPOTENT)) {
            return "it was sent, and its method is not idempotent";
        }
        if (sent && isRepeated) return "the proxy in front has asked twice already";
        boolean late = pass.nextTimeoutMillis != 0 && exchange.loop().now() - startNanos >= pass.nextTimeoutMillis * 1_000_000;
        return late ? pass.prefix + "_next_upstream_timeout is over" : null;
    }

    private static String noMore(boolean tries) {
        return tries ? "there is nobody else" : "no tries are left";
    }

    private void tell(String what, String why) {
        exchange.log(Severity.INFO, what + " is final, no other upstream is tried: " + why);
    }

    /**
     * Counts a try that failed. True: {@link #next} may be asked again.
     *
     * @param step how far it had come
     */
    boolean another(Failure failure, Step step) {
        count(failure, step);
        if (failure.kind == Failure.Kind.STATUS) return true; // it was asked before
        var why = objection(failure.kind);
        if (why == null) return true;
        if (!sentIn(step) && !upstream.hasOther(tried, seconds()) && findsSomebody(true)) return true;
        tell("this failure", why);
        return false;
    }

    /**
     * A peer that does not run has taken neither time nor a byte of the request: two that have died at the same moment must not use up two
     * tries. A limit of one means: no other peer.
     */
    void count(Failure failure, Step step) {
        if (onTrial) return;
        peersLeft--;
        boolean refused = step == Step.CONNECTING && failure.getCause() instanceof IOException cause && Errno.isRefused(cause);
        if (!refused || pass.nextTries == 1 || upstream.isStrict()) left--;
        left = Math.min(left, peersLeft);
    }

    private static boolean sentIn(Step step) {
        return step.compareTo(Step.SENDING) >= 0;
    }

    /** Null: another peer may be tried. */
    private String objection(Failure.Kind kind) {
        var word = switch (kind) {
            case TIMEOUT -> Next.TIMEOUT;
            case INVALID_HEADER -> Next.INVALID_HEADER;
            default -> Next.ERROR;
        };
        if (!pass.nextUpstream.contains(word)) return pass.prefix + "_next_upstream does not list it";
        var obstacle = obstacle();
        if (obstacle != null) return obstacle;
        if (left <= 0) return noMore(false);
        boolean broke = kind == Failure.Kind.ERROR; // such a connection takes nobody's time any more
        if (sent && !broke && !isWithinBudget()) return SPENT;
        if (sent && !broke) beginRetry();
        if (sent && broke && !repeated && upstream.hasOther(tried, seconds())) {
            repeated = true;
            upstream.repeats().again();
        }
        // a group that shrank meanwhile may be one that was not tried
        return upstream.isSingle() && !upstream.hasOther(tried, seconds()) ? noMore(true) : null;
    }

    /**
     * Waits for somebody who is worth another try: a peer that has moved meanwhile, or runs again. {@code asksNames}: one could not be
     * reached.
     */
    private boolean findsSomebody(boolean asksNames) {
        if (obstacle() != null) return false;
        if (waitsUntil == 0) waitsUntil = System.nanoTime() + upstream.patience() | 1;
        if (!upstream.awaitSomebody(exchange.loop(), version, asksNames, waitsUntil)) return false;
        version = upstream.version();
        tried.clear();
        left = Math.max(1, left);
        peersLeft = Math.max(1, peersLeft);
        return true;
    }
}
