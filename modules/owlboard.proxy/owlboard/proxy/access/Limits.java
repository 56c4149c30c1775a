package owlboard.proxy.access;

import java.util.ArrayList;
import java.util.List;
import owlboard.config.Level;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.logfile.ErrorLog;
import owlboard.proxy.route.Building;

/** {@code limit_req} and {@code limit_conn} of one level (pre-access phase): requests first, then connections, once per request. */
public final class Limits {
    private record Req(ReqZone zone, int burst, int delay) {}

    private final List<Req> requests;
    private final int requestStatus;
    private final ErrorLog.Severity requestSeverity;
    private final boolean requestDryRun;
    private final List<LimitConn> connections;
    private final int connectionStatus;
    private final ErrorLog.Severity connectionSeverity;
    private final boolean connectionDryRun;

    private Limits(Level level, Building building) {
        requests = level.get(owlboard.config.directive.Limits.LIMIT_REQ).stream()
                .map(limit -> new Req(building.reqZone(limit.zone()), limit.burst(), limit.delayCount())).toList();
        requestStatus = level.get(owlboard.config.directive.Limits.LIMIT_REQ_STATUS);
        requestSeverity = ErrorLog.severity(level.get(owlboard.config.directive.Limits.LIMIT_REQ_LOG_LEVEL));
        requestDryRun = level.get(owlboard.config.directive.Limits.LIMIT_REQ_DRY_RUN);
        connections = level.get(owlboard.config.directive.Limits.LIMIT_CONN).stream()
                .map(limit -> new LimitConn(building.connZone(limit.zone()), limit.connections())).toList();
        connectionStatus = level.get(owlboard.config.directive.Limits.LIMIT_CONN_STATUS);
        connectionSeverity = ErrorLog.severity(level.get(owlboard.config.directive.Limits.LIMIT_CONN_LOG_LEVEL));
        connectionDryRun = level.get(owlboard.config.directive.Limits.LIMIT_CONN_DRY_RUN);
    }

    public static Limits of(Level level, Building building) {
        return new Limits(level, building);
    }

    public void check(Exchange exchange) throws Failure {
        if (exchange.limitsChecked || requests.isEmpty() && connections.isEmpty()) return;
        exchange.limitsChecked = true;
        if (!requests.isEmpty()) requests(exchange);
        if (!connections.isEmpty()) connections(exchange);
    }

    /** All zones must pass, then all are charged; the longest delay wins. */
    private void requests(Exchange exchange) throws Failure {
        long now = exchange.loop().wallMillis();
        var keys = new String[requests.size()];
        long delay = 0;
        for (int i = 0; i < keys.length; i++) {
            var limit = requests.get(i);
            keys[i] = limit.zone.key(exchange);
            if (keys[i] == null) continue;
            boolean last = i == keys.length - 1;
            long excess = limit.zone.account(keys[i], now, limit.burst, last);
            if (excess < 0) {
                reject(exchange, limit.zone, -1 - excess);
                return;
            }
            delay = Math.max(delay, delayOf(exchange, limit, excess));
        }
        for (int i = 0; i < keys.length - 1; i++) {
            if (keys[i] != null) requests.get(i).zone.account(keys[i], now, requests.get(i).burst, true);
        }
        exchange.limitReqStatus = delay > 0 ? requestDryRun ? "DELAYED_DRY_RUN" : "DELAYED" : "PASSED";
        if (delay > 0 && !requestDryRun) exchange.client.delay(delay);
    }

    private void reject(Exchange exchange, ReqZone zone, long excess) throws Failure {
        log(exchange, requestSeverity, "limiting requests" + (requestDryRun ? ", dry run" : "") + ", excess: " + thousandths(excess)
                + " by zone \"" + zone.name() + "\"");
        exchange.limitReqStatus = requestDryRun ? "REJECTED_DRY_RUN" : "REJECTED";
        if (!requestDryRun) throw new Failure(requestStatus, Failure.Side.CLIENT, Failure.Kind.NONE, null, null);
    }

    private long delayOf(Exchange exchange, Req limit, long excess) {
        if (limit.delay == Integer.MAX_VALUE || excess <= limit.delay * 1000L) return 0;
        var milder = requestSeverity == ErrorLog.Severity.DEBUG ? requestSeverity
                : ErrorLog.Severity.values()[requestSeverity.ordinal() - 1];
        log(exchange, milder, "delaying request" + (requestDryRun ? ", dry run" : "") + ", excess: " + thousandths(excess) + ", by zone \""
                + limit.zone.name() + "\"");
        return (excess - limit.delay * 1000L) * 1000 / limit.zone.rate();
    }

    private static String thousandths(long value) {
        return value / 1000 + "." + String.format("%03d", value % 1000);
    }

    private static void log(Exchange exchange, ErrorLog.Severity severity, String message) {
        exchange.log(severity, message);
    }

    private void connections(Exchange exchange) throws Failure {
        exchange.holds = new ArrayList<>(connections.size());
        for (var limit : connections) {
            var key = limit.zone().key(exchange);
            if (key == null) continue;
            if (limit.zone().enter(key, limit.connections())) {
                exchange.holds.add(new LimitConn.Hold(limit.zone(), key));
                continue;
            }
            log(exchange, connectionSeverity, "limiting connections" + (connectionDryRun ? ", dry run," : "") + " by zone \"" + limit.zone()
                    .name() + "\"");
            exchange.limitConnStatus = connectionDryRun ? "REJECTED_DRY_RUN" : "REJECTED";
            if (!connectionDryRun) throw new Failure(connectionStatus, Failure.Side.CLIENT, Failure.Kind.NONE, null, null);
        }
        if (exchange.limitConnStatus == null) exchange.limitConnStatus = "PASSED";
    }
}
