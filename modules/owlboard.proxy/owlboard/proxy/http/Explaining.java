package owlboard.proxy.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import owlboard.config.Place;
import owlboard.proxy.exchange.Content;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Handler;
import owlboard.proxy.exchange.Phase;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.exchange.Trace;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.forward.ProxyPass;
import owlboard.proxy.forward.Proxying;
import owlboard.proxy.respond.ErrorPages;
import owlboard.proxy.respond.Statuses;
import owlboard.proxy.route.Route;
import owlboard.proxy.route.ServerNames;
import owlboard.proxy.upstream.Group;
import owlboard.proxy.upstream.Peer;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Head;
import owlboard.wire.http.RequestHead;
import owlboard.wire.loop.Loop;

/** What would become of a request: the phases, run on an exchange whose client is nobody, up to where a peer would be asked. */
public final class Explaining {
    private final Exchange exchange;
    private final Dry dry;
    private final Trace trace = new Trace();
    /** What a peer would be sent; null: nothing. */
    private String sends;
    private Group.State group;
    private boolean secure;
    private String returns;

    private Explaining(Exchange exchange, Dry dry) {
        this.exchange = exchange;
        this.dry = dry;
        exchange.trace = trace;
        exchange.out = dry;
    }

    /** {@code from} and {@code port}: whose address it has, and on which port it came. On one of the loop's threads. */
    public static Explaining of(byte[] head, String from, int port, ServerNames names, Snapshot snapshot) {
        var dry = new Dry(Loop.current(), from, port, names.ssl());
        var explaining = new Explaining(new Exchange(dry, dry, snapshot, new Head()), dry);
        explaining.explain(head, names);
        return explaining;
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
            RequestHead.of(head, exchange.head, standard.headLimits);
            Prologue.examine(exchange, names, standard);
            pass();
        } catch (BadMessage bad) {
            trace.tell("answer", bad.status() + " " + bad.getMessage(), null);
        } catch (Failure failure) {
            refused(failure.status, failure.getMessage());
        } catch (IOException trouble) {
            trace.tell("answer", "500 " + trouble.getMessage(), null);
        }
        exchange.way().close();
        if (exchange.requestBody != null) exchange.requestBody.close();
    }

    private void pass() throws Failure, IOException {
        var content = Route.choose(exchange);
        if (content.isImmediate()) {
            answer(content);
            return;
        }
        for (var phase : new Phase[] {Phase.PREACCESS, Phase.ACCESS, Phase.PRECONTENT}) {
            if (!handle(phase)) return;
        }
        var pass = exchange.settings.get(ProxyPass.SLOT);
        if (pass == null) answer(content);
        else forward(pass);
    }

    /** False: one of its handlers answers, or sends it elsewhere. */
    private boolean handle(Phase phase) throws Failure, IOException {
        for (var handler : exchange.settings.handlers(phase)) {
            var name = name(handler);
            if (handler.asksOthers()) {
                trace.tell(word(phase), name + ": not known without sending", null);
                continue;
            }
            var verdict = handler.handle(exchange);
            if (verdict instanceof Verdict.Refused refused) {
                if (exchange.settings.core.anySatisfies && phase == Phase.ACCESS) {
                    trace.tell(word(phase), name + ": refuses, another may let it pass (satisfy any)", null);
                    continue;
                }
                trace.tell(word(phase), name + ": refuses", null);
                refused(refused.status(), refused.detail());
                return false;
            }
            if (verdict == Verdict.DONE || !(verdict instanceof Verdict.Word)) {
                trace.tell(word(phase), name + ": goes on with " + exchange.uri, null);
                return verdict != Verdict.DONE && again();
            }
            trace.tell(word(phase), name + ": lets it pass", null);
        }
        return true;
    }

    /** Another URI: its location is a question of its own. */
    private boolean again() {
        trace.tell("answer", "an internal redirect, whose target is to be explained by itself", null);
        return false;
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

    private void refused(int status, String why) {
        trace.tell("answer", status + " " + reason(status) + (why == null ? "" : ": " + why), null);
        var page = ErrorPages.of(exchange, status);
        if (page != null) trace.tell("answer", "error_page serves " + page.uri().text(exchange), null);
    }

    private static String reason(int status) {
        return Statuses.reason(Statuses.shown(status));
    }

    private void answer(Content content) throws Failure, IOException {
        var verdict = content.answer(exchange);
        if (verdict instanceof Verdict.Refused refused) refused(refused.status(), refused.detail());
        else if (dry.isAnswered()) returns = head() + dry.body();
    }

    private void forward(ProxyPass pass) throws Failure, IOException {
        var target = pass.target(exchange);
        sends = pass.rehearsed(exchange, target);
        if (sends == null) trace.tell("content", target.scheme() + target.host() + " is asked in a protocol that is no text", null);
        secure = target.secure();
        group = target.upstream().state(Peer.seconds(System.nanoTime()));
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
        return text.append("\r\n").toString();
    }
}
