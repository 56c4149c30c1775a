package owlboard.proxy.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import owlboard.config.Place;
import owlboard.proxy.cache.CacheFirst;
import owlboard.proxy.exchange.Content;
import owlboard.proxy.exchange.Desk;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Handler;
import owlboard.proxy.exchange.Matching;
import owlboard.proxy.exchange.Phase;
import owlboard.proxy.exchange.Redirect;
import owlboard.proxy.exchange.Service;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.exchange.Subrequest;
import owlboard.proxy.exchange.Trace;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.forward.ProxyPass;
import owlboard.proxy.forward.Proxying;
import owlboard.proxy.respond.ErrorPages;
import owlboard.proxy.respond.Statuses;
import owlboard.proxy.route.Route;
import owlboard.proxy.route.ServerNames;
import owlboard.proxy.upstream.Forecast;
import owlboard.proxy.upstream.Group;
import owlboard.proxy.upstream.Peer;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Head;
import owlboard.wire.http.RequestHead;
import owlboard.wire.loop.Loop;

/** What would become of a request: the phases, run on an exchange whose client is nobody, up to where a peer would be asked. */
public final class Explaining {
    /** More of them are a circle; {@code Serving} bounds redirects alone. */
    private static final int STEPS_MAX = 32;

    private final Exchange exchange;
    private final Dry dry;
    private final Trace trace;
    /** What a peer would be sent; null: nothing. */
    private String sends;
    private Group.State group;
    private Forecast forecast;
    private boolean secure;
    private String returns;

    private Explaining(Exchange exchange, Dry dry, Trace trace) {
        this.exchange = exchange;
        this.dry = dry;
        this.trace = trace;
        exchange.trace = trace;
        exchange.out = dry;
    }

    /**
     * {@code from} and {@code port}: whose address it has, and on which port it came; {@code plain}: in the clear, whatever is spoken
     * there. On one of the loop's threads.
     */
    public static Explaining of(byte[] head, String from, int port, boolean plain, ServerNames names, Snapshot snapshot) {
        var trace = new Trace();
        var dry = new Dry(from, port, names.ssl(), plain, new Desk(Loop.current(), new Unasked(trace)));
        var explaining = new Explaining(new Exchange(dry, dry, snapshot, new Head()), dry, trace);
        explaining.explain(head, names);
        return explaining;
    }

    /** Subrequests, which may lead to a peer. */
    private record Unasked(Trace trace) implements Service {
        @Override
        public void serve(Exchange child, Redirect at) {
            trace.tell("content", "a part of the answer is asked of " + at.uri() + "; not known without sending", null);
            child.status = 200;
            child.complete = true;
        }

        @Override
        public void work(Exchange child, Subrequest.Work work) {}
    }

    public Trace trace() {
        return trace;
    }

    public String sends() {
        return sends;
    }

    /** Whom; null: nobody. */
    public Group.State group() {
        return group;
    }

    /** Which of them; null: nobody. */
    public Forecast forecast() {
        return forecast;
    }

    /** Where the settings stand that were in force at the end. */
    public Place settings() {
        return exchange.place();
    }

    /** Whether they are asked by TLS. */
    public boolean secure() {
        return secure;
    }

    /** The head that the client gets, and the start of a body that is made here; what the peer says comes to it. */
    public String returns() {
        return returns;
    }

    private void explain(byte[] head, ServerNames names) {
        var standard = names.standard();
        exchange.server = standard;
        exchange.settings = standard.settings;
        try {
            var next = begin(head, names);
            for (int steps = 1; next != null && steps < STEPS_MAX; steps++) next = step(next);
        } catch (Matching.Exceeded | IOException trouble) {
            trace.tell("answer", "500 " + trouble.getMessage(), null);
        }
        if (sends == null && dry.isAnswered()) returns = head() + dry.body();
        exchange.way().close();
        if (exchange.requestBody != null) exchange.requestBody.close();
    }

    /** Where to go on; null: it has been answered. */
    private Redirect begin(byte[] head, ServerNames names) throws IOException {
        try {
            RequestHead.of(head, exchange.head, names.headLimits(names.standard()));
            Prologue.examine(exchange, names, names.standard());
            if (dry.isTls()) dry.calls(exchange.host);
        } catch (BadMessage bad) {
            Prologue.settle(exchange, names, names.standard());
            return refused(Failure.client(bad.status(), bad.getMessage()));
        } catch (Failure failure) {
            return refused(failure);
        }
        return step(null);
    }

    /** As {@code Serving} does it; {@code at} null: at the request's own URI. */
    private Redirect step(Redirect at) throws IOException {
        try {
            return switch (pass(at == null ? Route.choose(exchange) : Serving.redirected(exchange, at))) {
                case Redirect redirect -> goesOn(redirect);
                case Verdict.Refused refused -> refused(Failure.client(refused.status(), refused.detail()));
                case Verdict.Word _ -> null;
            };
        } catch (Failure failure) {
            return refused(failure);
        }
    }

    private Redirect goesOn(Redirect redirect) {
        trace.tell("content", "goes on with " + redirect.uri() + (redirect.args().isEmpty() ? "" : "?" + redirect.args()), null);
        return redirect;
    }

    private Verdict pass(Content content) throws Failure, IOException {
        if (content.isImmediate()) return content.answer(exchange);
        for (var phase : new Phase[] {Phase.PREACCESS, Phase.ACCESS, Phase.PRECONTENT}) {
            var verdict = handle(phase);
            if (verdict != Verdict.GO_ON) return verdict;
        }
        if (content.changes(exchange)) {
            trace.tell("content", "changes what is there; not done", null);
            return Verdict.DONE;
        }
        var pass = exchange.settings.get(ProxyPass.SLOT);
        if (pass == null) return content.answer(exchange);
        forward(pass);
        return Verdict.DONE;
    }

    /** As {@code Settings.run}, but for those whose word is not known. */
    private Verdict handle(Phase phase) throws Failure, IOException {
        boolean any = exchange.settings.core.anySatisfies && phase == Phase.ACCESS;
        boolean isUnknown = false;
        Verdict.Refused held = null;
        for (var handler : exchange.settings.handlers(phase)) {
            var name = name(handler);
            var asks = handler.asks();
            isUnknown |= asks != null;
            var verdict = asks == null ? handler.handle(exchange) : Verdict.GO_ON;
            if (asks != null) {
                trace.tell(word(phase), name + ": " + asks, null);
            } else if (verdict instanceof Verdict.Refused refused) {
                trace.tell(word(phase), name + ": refuses" + (any ? ", another may let it pass (satisfy any)" : ""), null);
                if (!any) return refused;
                held = held != null && held.status() == 401 ? held : refused;
            } else if (verdict == Verdict.DONE || verdict instanceof Redirect) {
                return verdict;
            } else {
                trace.tell(word(phase), name + ": lets it pass", null);
                if (any && verdict == Verdict.PASS) return Verdict.GO_ON;
            }
        }
        return held == null || isUnknown ? Verdict.GO_ON : held;
    }

    private static String word(Phase phase) {
        return switch (phase) {
            case PREACCESS -> "limit";
            case ACCESS -> "access";
            default -> "content";
        };
    }

    /** {@code auth_basic} of {@code AuthBasic}. */
    private static String name(Handler handler) {
        return handler.getClass().getSimpleName().replaceAll("(?<=.)(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private Redirect refused(Failure failure) throws IOException {
        int status = failure.status;
        var why = failure.getMessage();
        trace.tell("answer", status + " " + reason(status) + (why == null ? "" : ": " + why), null);
        var next = Serving.answer(exchange, failure);
        if (next != null) trace.tell("answer", "error_page serves " + next.uri(), null);
        return next;
    }

    private static String reason(int status) {
        return Statuses.reason(Statuses.shown(status));
    }

    private void forward(ProxyPass pass) throws Failure, IOException {
        var target = pass.target(exchange);
        var stored = CacheFirst.foresee(exchange);
        if (stored != null) trace.tell("content", "cache: " + stored, null);
        sends = pass.rehearsed(exchange, target);
        secure = target.secure();
        group = target.upstream().state(Peer.seconds(System.nanoTime()));
        forecast = target.upstream().forecast(exchange);
        if (forecast.order().isEmpty()) {
            sends = null;
            throw Failure.upstream(502, Failure.Kind.NONE, "no live upstreams while connecting to upstream", null);
        }
        exchange.settings.get(ErrorPages.SLOT).tell(trace, pass.intercepts);
        exchange.beginAttempt("(the peer)");
        Proxying.rehearse(exchange, pass);
        returns = head();
    }

    private String head() {
        var answer = exchange.answer;
        var text = new StringBuilder("HTTP/1.1 ").append(answer.status).append("\r\n");
        for (int i = 0; i < answer.count(); i++) {
            if (answer.isDropped(i)) continue;
            text.append(new String(answer.text().array(), answer.nameAt(i), answer.nameLength(i), StandardCharsets.ISO_8859_1)).append(": ")
                    .append(answer.value(i)).append("\r\n");
        }
        if (sends == null && answer.length >= 0) text.append("Content-Length: ").append(answer.length).append("\r\n");
        return text.append("\r\n").toString();
    }
}
