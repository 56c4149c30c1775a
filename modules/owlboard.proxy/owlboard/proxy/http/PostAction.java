package owlboard.proxy.http;

import java.util.function.Consumer;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Client;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Nowhere;
import owlboard.proxy.exchange.Redirect;
import owlboard.proxy.respond.Statuses;
import owlboard.wire.http.Framing;
import owlboard.wire.net.Duplex;

/**
 * {@code post_action} (ngx_http_post_action): when a request is over, however it ended, it goes on at another location, which is told of it
 * by its variables. Nobody gets what that answers; the log line is written there, with its status unless an error was answered before.
 * The next request of the connection waits for it.
 */
final class PostAction {
    private PostAction() {}

    /** Once, even where the location of the action inherits it. */
    static void run(Exchange exchange, Consumer<Redirect> serving) {
        var action = exchange.settings.core.postAction;
        if (action == null || exchange.status == 444) return;
        boolean keepAlive = exchange.keepAlive;
        boolean aborted = exchange.aborted;
        boolean complete = exchange.complete;
        boolean headSent = exchange.headSent;
        int error = error(exchange);
        var framing = exchange.framing;
        if (!isBodyKept(exchange)) exchange.framing = Framing.NONE;
        exchange.isAnswered(new Gone(exchange.client), new Nowhere() {});
        exchange.headSent = false;
        exchange.inErrorPage = false;
        exchange.imposedStatus = 0;
        exchange.failedWith = 0;
        exchange.caching = null;
        serving.accept(new Redirect(action, "", exchange.method));
        if (error != 0 && exchange.failedWith == 0) exchange.status = error;
        exchange.keepAlive = keepAlive;
        exchange.aborted = aborted;
        exchange.complete = complete;
        exchange.headSent = headSent;
        exchange.framing = framing;
    }

    /** The status of an error that was answered, as itself or as {@code error_page} says; 0: none was (nginx's err_status). */
    private static int error(Exchange exchange) {
        if (exchange.failedWith == 0) return 0;
        return exchange.imposedStatus != 0 || exchange.status == Statuses.shown(exchange.failedWith) ? exchange.status : 0;
    }

    /** Else it is none of the action's, and is not waited for: a client that has its answer may never send it. */
    private static boolean isBodyKept(Exchange exchange) {
        var body = exchange.requestBody;
        return body != null && !body.isGone() && !body.isLive();
    }

    /** A client that has its answer, or has left: it is told nothing more, and whether it stays is no matter. */
    private record Gone(Client before) implements Client.Silent {
        @Override
        public Duplex duplex() {
            return before.duplex();
        }

        @Override
        public AnswerHead answerHead() {
            return before.answerHead();
        }
    }
}
