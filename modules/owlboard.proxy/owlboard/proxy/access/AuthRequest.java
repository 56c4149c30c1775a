package owlboard.proxy.access;

import java.util.List;
import owlboard.config.Level;
import owlboard.config.directive.Subrequests;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Handler;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Phase;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Subrequest;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.respond.KeptLines;

/**
 * {@code auth_request}: a subrequest decides. 2xx lets the request pass, 401 and 403 are its answer, anything else is 500
 * (ngx_http_auth_request_module).
 */
public final class AuthRequest implements Handler {
    private static final Slot<AuthRequest> SLOT = new Slot<>((scope, making) -> AuthRequest.of(scope.level(), making));
    public static final Feature FEATURE = Feature.of(SLOT).handles(Phase.ACCESS, SLOT);

    private record Assignment(int slot, Value value) {}

    private final String uri;
    private final List<Assignment> assignments;

    private AuthRequest(String uri, List<Assignment> assignments) {
        this.uri = uri;
        this.assignments = assignments;
    }

    /** Null: off. */
    private static AuthRequest of(Level level, Making making) {
        var uri = level.get(Subrequests.AUTH_REQUEST);
        if (uri.isEmpty()) return null;
        return new AuthRequest(uri, level.get(Subrequests.AUTH_REQUEST_SET).stream()
                .map(set -> new Assignment(set.slot(), making.value(set.value()))).toList());
    }

    @Override
    public String asks() {
        return "asks " + uri + ", and lets pass what that answers with 2xx; not known without sending";
    }

    @Override
    public Verdict handle(Exchange exchange) throws Failure {
        var child = Subrequest.serve(exchange, uri);
        try {
            for (var assignment : assignments) exchange.define(assignment.slot, assignment.value.text(child));
            if (child.status >= 200 && child.status < 300) {
                KeptLines.forgetChallenges(exchange);
                return Verdict.PASS;
            }
            if (child.status == 401) KeptLines.challenges(exchange, child.answer);
        } finally {
            Subrequest.end(child);
        }
        if (child.status == 401 || child.status == 403) return Verdict.refused(child.status, null);
        if (child.status == 499) throw Failure.client(499, null);
        exchange.log(Severity.ERROR, "auth request unexpected status: " + child.status);
        throw Failure.ours(500, null);
    }
}
