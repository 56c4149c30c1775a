package owlboard.proxy.http;

import java.io.IOException;
import owlboard.proxy.exchange.ClientGone;
import owlboard.proxy.exchange.Content;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Matching;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.Phase;
import owlboard.proxy.exchange.Redirect;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.exchange.Service;
import owlboard.proxy.exchange.Subrequest;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.respond.ErrorPages;
import owlboard.proxy.respond.KeptLines;
import owlboard.proxy.respond.Respond;
import owlboard.proxy.respond.Statuses;
import owlboard.proxy.route.Route;
import owlboard.wire.http.BadMessage;
import owlboard.wire.loop.Faults;
import owlboard.wire.net.Expired;

/** The way of one exchange through the phases, and what becomes of a refusal or a failure on it. */
final class Serving implements Service {
    static final Service CHILDREN = new Serving();

    private Serving() {}

    /** Serves a request, unless its head was refused and has been answered. */
    static void serveCounted(Exchange exchange) {
        var counters = exchange.snapshot.counters.on(exchange.loop());
        counters.requests++;
        counters.writingNow++;
        Counting.begins(exchange);
        try {
            if (exchange.status == 0) run(exchange, null);
            if (exchange.upgraded == null) PostAction.run(exchange, at -> run(exchange, at));
        } finally {
            if (exchange.upgraded == null) counters.writingNow--;
        }
    }

    /** Goes on with what was served, and became another protocol. */
    static void tunnel(Exchange exchange) {
        try {
            runUpgraded(exchange);
            PostAction.run(exchange, at -> run(exchange, at));
        } finally {
            exchange.snapshot.counters.on(exchange.loop()).writingNow--;
        }
    }

    private static void runUpgraded(Exchange exchange) {
        try {
            exchange.upgraded.run();
        } catch (ClientGone gone) {
            abort(exchange);
        } catch (IOException broken) {
            exchange.log(Severity.ERROR, String.valueOf(broken.getMessage()));
            abort(exchange);
        } catch (RuntimeException fault) {
            failed(exchange, fault);
            abort(exchange);
        }
    }

    @Override
    public void serve(Exchange child, Redirect at) {
        run(child, at);
    }

    @Override
    public void work(Exchange child, Subrequest.Work work) {
        try {
            work.run(child);
        } catch (Failure failure) {
            if (failure.getMessage() != null) child.log(severity(failure), failure.getMessage());
        } catch (IOException broken) {
            child.log(Severity.ERROR, String.valueOf(broken.getMessage()));
        } catch (RuntimeException fault) {
            Faults.report("a subrequest of \"" + child.uri + "\"", fault);
        }
    }

    /** What every exchange ends with, whatever became of it: its places in zones, its log line, what it holds. */
    static void end(Exchange exchange) {
        exchange.over = true;
        log(exchange);
        Counting.ends(exchange);
        if (exchange.children > 0) Subrequest.awaitAll(exchange);
        if (exchange.requestBody != null) exchange.requestBody.close();
        exchange.way().close();
        exchange.answerHead = null;
    }

    private static void log(Exchange exchange) {
        try {
            exchange.settings.run(Phase.LOG, exchange);
        } catch (Failure | IOException impossible) {
            throw new IllegalStateException(impossible); // nobody can be told any more
        }
    }

    /** Answers a request that failed before it was served. */
    static void fail(Exchange exchange, Failure failure) {
        try {
            var next = answer(exchange, failure);
            if (next != null) run(exchange, next);
        } catch (Matching.Exceeded over) {
            fail(exchange, over);
        } catch (IOException broken) {
            abort(exchange);
        }
    }

    /** Answers a request whose virtual server was not found in bounded time. */
    static void fail(Exchange exchange, Matching.Exceeded over) {
        var next = exceeded(exchange, over);
        if (next != null) run(exchange, next);
    }

    /** {@code next} is where to go on, null at the request's own URI. */
    private static void run(Exchange exchange, Redirect at) {
        var next = at;
        while (true) {
            try {
                next = step(exchange, next);
                if (next == null) return;
            } catch (ClientGone gone) {
                if (gone.getCause() instanceof Expired) exchange.log(Severity.INFO, "client timed out (110: Connection timed out) while "
                        + (exchange.attempts.isEmpty() ? "sending response to client" : "sending to client"));
                if (!exchange.headSent || exchange.status == 0) exchange.status = 499;
                abort(exchange);
                return;
            } catch (IOException broken) {
                exchange.log(Severity.ERROR, String.valueOf(broken.getMessage()));
                if (exchange.headSent) {
                    abort(exchange);
                    return;
                }
                next = null;
                fail(exchange, Failure.ours(500, null));
                return;
            } catch (Matching.Exceeded over) {
                next = exceeded(exchange, over);
                if (next == null) return;
            } catch (RuntimeException fault) {
                failed(exchange, fault);
                if (exchange.headSent) abort(exchange);
                else failPlainly(exchange);
                return;
            }
        }
    }

    /**
     * A first time is answered as every failure is, and the error page has a share of its own; a second time there is no page of the
     * configuration's.
     */
    private static Redirect exceeded(Exchange exchange, Matching.Exceeded over) {
        if (exchange.regexExceeded) {
            exchange.log(Severity.ERROR, over.getMessage());
            exchange.regexStepsLeft = Matching.GIVEN_UP;
            failPlainly(exchange);
            return null;
        }
        exchange.regexExceeded = true;
        exchange.regexStepsLeft = Matching.STEPS_MAX;
        try {
            return answer(exchange, Failure.ours(500, over.getMessage()));
        } catch (Matching.Exceeded again) {
            return exceeded(exchange, again);
        } catch (IOException broken) {
            abort(exchange);
            return null;
        }
    }

    /** Serves at {@code at}, or at the request's own URI; returns where to go on, or null when it has been answered. */
    private static Redirect step(Exchange exchange, Redirect at) throws IOException {
        try {
            return switch (pass(exchange, at == null ? Route.choose(exchange) : redirected(exchange, at))) {
                case Redirect redirect -> redirect;
                case Verdict.Refused refused -> answer(exchange, Failure.client(refused.status(), refused.detail()));
                case Verdict.Word _ -> null;
            };
        } catch (Failure failure) {
            return answer(exchange, failure);
        }
    }

    /** Through the phases from the content that was chosen on. */
    private static Verdict pass(Exchange exchange, Content content) throws Failure, IOException {
        if (content.isImmediate()) return content.answer(exchange);
        var verdict = Verdict.GO_ON;
        if (exchange.parent == null) {
            verdict = exchange.settings.run(Phase.PREACCESS, exchange);
            if (verdict == Verdict.GO_ON) verdict = exchange.settings.run(Phase.ACCESS, exchange);
            if (verdict instanceof Verdict.Refused refused && refused.status() == 401) delay(exchange);
        }
        if (verdict == Verdict.GO_ON) verdict = exchange.settings.run(Phase.PRECONTENT, exchange);
        return verdict == Verdict.GO_ON ? content.answer(exchange) : verdict;
    }

    /** {@code auth_delay}: how long it took to find a password wrong is not to be told from outside. */
    private static void delay(Exchange exchange) throws Failure {
        var wanted = exchange.settings.core.authDelay;
        if (wanted.millis() == 0) return;
        exchange.log(Severity.INFO, "delaying unauthorized request");
        exchange.waits("auth_delay", wanted.place(), wanted.millis());
    }

    /** The content at another URI of this server. */
    static Content redirected(Exchange exchange, Redirect next) throws Failure {
        if (++exchange.internalRedirects > Exchange.REDIRECTS_MAX) {
            throw Failure.ours(500, "rewrite or internal redirection cycle while internally redirecting to \"" + next.uri() + "\"");
        }
        exchange.internal = true;
        exchange.proxyHost = null;
        exchange.method = next.method();
        exchange.meets("internal redirect", exchange.place(), next.uri());
        if (next.uri().startsWith("@")) return Route.named(exchange, next.uri());
        exchange.uri = next.uri();
        exchange.args = next.args();
        exchange.uriUntouched = false;
        return Route.choose(exchange);
    }

    /** Logs a failure and answers it with a page; or returns the redirect that is to answer it. */
    static Redirect answer(Exchange exchange, Failure failure) throws IOException {
        if (failure.getMessage() != null && (failure.status != 404 || exchange.settings.core.logsNotFound)) {
            exchange.log(severity(failure), failure.getMessage());
        }
        int status = failure.status;
        exchange.failure = failure;
        KeptLines.errorAnswers(exchange);
        exchange.endsConnection |= Respond.endsConnection(status);
        if (exchange.headSent) {
            abort(exchange);
            return null;
        }
        if (status == 444 || status == 408 || status == 499 || failure.kind == Failure.Kind.GONE) { // closed without an answer
            exchange.status = status;
            abort(exchange);
            return null;
        }
        exchange.imposedStatus = 0;
        exchange.bodyRefused |= status == 413;
        exchange.failedWith = status;
        var page = ErrorPages.of(exchange, status);
        if (page == null) {
            dropBody(exchange);
            Respond.page(exchange, status);
            return null;
        }
        exchange.inErrorPage = !exchange.settings.get(ErrorPages.SLOT).recursive;
        exchange.imposedStatus = page.overwrite() < 0 ? Statuses.shown(status) : page.overwrite(); // $status in the page's URI says so
        var uri = page.uri().text(exchange);
        if (uri.startsWith("/") || uri.startsWith("@")) {
            if (uri.startsWith("@")) return Redirect.to(uri, exchange.method);
            return Redirect.to(uri, exchange.is(Methods.HEAD) ? Methods.HEAD : Methods.GET);
        }
        int code = switch (page.overwrite()) {
            case 301, 302, 303, 307, 308 -> page.overwrite();
            default -> 302;
        };
        Respond.redirect(exchange, code, uri);
        return null;
    }

    /** A page that is made here wants no body; one that is broken already ends the connection behind it. */
    private static void dropBody(Exchange exchange) {
        try {
            RequestBody.drop(exchange);
        } catch (Failure broken) {
            exchange.log(Severity.ERROR, broken.getMessage());
            exchange.endsConnection = true;
        }
    }

    /** A body that is none is an error, as nginx has it; a head that is none is not. */
    private static Severity severity(Failure failure) {
        if (failure.getCause() instanceof BadMessage) return Severity.ERROR;
        return switch (failure.status) {
            case 400, 405, 408, 411, 414, 494, 495, 496, 497, 499, 501, 505 -> Severity.INFO;
            default -> Severity.ERROR;
        };
    }

    /** Nothing more can be said to the client: its connection ends, so that it sees a broken answer. */
    private static void abort(Exchange exchange) {
        exchange.aborted = true;
        exchange.keepAlive = false;
    }

    private static void failed(Exchange exchange, RuntimeException fault) {
        Faults.report("request \"" + exchange.uri + "\"", fault);
        exchange.log(Severity.CRIT, "internal error: " + fault);
    }

    private static void failPlainly(Exchange exchange) {
        try {
            Respond.page(exchange, 500);
        } catch (IOException gone) {
            abort(exchange);
        }
    }
}
