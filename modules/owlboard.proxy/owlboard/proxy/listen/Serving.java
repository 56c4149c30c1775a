package owlboard.proxy.listen;

import java.io.IOException;
import owlboard.proxy.content.Content;
import owlboard.proxy.content.Files;
import owlboard.proxy.content.ProxyPass;
import owlboard.proxy.content.Return;
import owlboard.proxy.content.StatusPage;
import owlboard.proxy.exchange.ClientGone;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.respond.InternalRedirect;
import owlboard.proxy.respond.Respond;
import owlboard.proxy.respond.SendFile;
import owlboard.proxy.respond.TryFiles;
import owlboard.proxy.route.Matching;
import owlboard.proxy.route.Route;
import owlboard.proxy.route.UriPath;
import owlboard.wire.loop.Faults;

/** The way of one exchange through the phases, and what becomes of a failure on it. */
final class Serving {
    private static final int REDIRECTS_MAX = 10;

    private Serving() {}

    /** Serves a request, unless its head was refused and has been answered. */
    static void serveCounted(Exchange exchange) {
        var counters = exchange.snapshot.counters;
        counters.requests.increment();
        counters.writingNow.increment();
        try {
            if (exchange.status == 0) run(exchange, null);
        } finally {
            counters.writingNow.decrement();
        }
    }

    /** Serves a subrequest, at {@code uri}. */
    static void serve(Exchange child, String uri) {
        run(child, InternalRedirect.to(uri, child.method));
    }

    /** Does what a child is for. What becomes of it is for the log. */
    static void serve(Exchange child, Subrequest.Work work) {
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
        for (var hold : exchange.holds) hold.release();
        exchange.over = true;
        exchange.rules.accessLog.write(exchange);
        if (exchange.children > 0) Subrequest.awaitAll(exchange);
        if (exchange.requestBody != null) exchange.requestBody.close();
        exchange.way().close();
        exchange.answerHead = null;
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
    private static void run(Exchange exchange, InternalRedirect next) {
        while (true) {
            try {
                try {
                    dispatch(exchange, next == null ? Route.choose(exchange) : redirected(exchange, next));
                    return;
                } catch (Failure failure) {
                    next = answer(exchange, failure);
                    if (next == null) return;
                }
            } catch (ClientGone gone) {
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
                Faults.report("request \"" + exchange.uri + "\"", fault);
                exchange.log(Severity.CRIT, "internal error: " + fault);
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
    private static InternalRedirect exceeded(Exchange exchange, Matching.Exceeded over) {
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

    private static void dispatch(Exchange exchange, Content content) throws Failure, IOException {
        if (content instanceof Return fixed) { // nginx's order: return comes before limits and access
            Respond.send(exchange, fixed);
            return;
        }
        if (exchange.parent == null) {
            if (exchange.rules.realIp != null) exchange.rules.realIp.apply(exchange);
            exchange.rules.limits.check(exchange);
            exchange.rules.access.check(exchange);
        }
        TryFiles.run(exchange);
        if (exchange.rules.mirror != null) exchange.rules.mirror.begin(exchange);
        switch (content) {
            case Return fixed -> Respond.send(exchange, fixed);
            case ProxyPass pass -> pass.run(exchange);
            case Files files -> SendFile.run(exchange, files);
            case StatusPage page -> {
                if (!exchange.is(Methods.GET) && !exchange.is(Methods.HEAD)) throw Failure.client(405, null);
                var rendered = page.render(exchange);
                Respond.send(exchange, 200, rendered.type(), rendered.body(), null);
            }
        }
    }

    private static Content redirected(Exchange exchange, InternalRedirect next) throws Failure {
        if (++exchange.internalRedirects > REDIRECTS_MAX) {
            throw Failure.ours(500, "rewrite or internal redirection cycle while internally redirecting to \"" + next.uri + "\"");
        }
        exchange.internal = true;
        exchange.triesDone = false;
        exchange.belowAlias = false;
        exchange.method = next.method;
        if (next.uri.startsWith("@")) return Route.named(exchange, next.uri);
        exchange.uri = next.uri;
        exchange.args = next.args;
        exchange.uriUntouched = false;
        return Route.choose(exchange);
    }

    /** Logs a failure and answers it with a page; or returns the redirect that is to answer it. */
    private static InternalRedirect answer(Exchange exchange, Failure failure) throws IOException {
        if (failure instanceof InternalRedirect redirect) return redirect;
        if (failure instanceof SendFile.Redirect folder) {
            Respond.redirect(exchange, 301, UriPath.escaped(exchange, folder.uri));
            return null;
        }
        if (failure.getMessage() != null && (failure.status != 404 || exchange.rules.logsNotFound)) {
            exchange.log(severity(failure), failure.getMessage());
        }
        int status = failure.status;
        if (exchange.kept != null) exchange.kept.contentType = null;
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
        var page = !exchange.inErrorPage || exchange.rules.errorPages.recursive ? exchange.rules.errorPages.find(status) : null;
        if (page == null) {
            Respond.page(exchange, status);
            return null;
        }
        exchange.inErrorPage = true;
        var uri = page.uri().text(exchange);
        if (uri.startsWith("/") || uri.startsWith("@")) {
            exchange.imposedStatus = page.overwrite() < 0 ? owlboard.proxy.respond.Statuses.shown(status) : page.overwrite();
            if (uri.startsWith("@")) return InternalRedirect.to(uri, exchange.method);
            return InternalRedirect.to(uri, exchange.is(Methods.HEAD) ? Methods.HEAD : Methods.GET);
        }
        int code = switch (page.overwrite()) {
            case 301, 302, 303, 307, 308 -> page.overwrite();
            default -> 302;
        };
        Respond.redirect(exchange, code, uri);
        return null;
    }


    private static Severity severity(Failure failure) {
        return switch (failure.status) {
            case 400, 405, 408, 411, 414, 494, 495, 496, 497, 499, 505 -> Severity.INFO;
            default -> Severity.ERROR;
        };
    }

    /** Nothing more can be said to the client: its connection ends, so that it sees a broken answer. */
    private static void abort(Exchange exchange) {
        exchange.aborted = true;
        exchange.keepAlive = false;
    }

    private static void failPlainly(Exchange exchange) {
        try {
            Respond.page(exchange, 500);
        } catch (IOException gone) {
            abort(exchange);
        }
    }
}
