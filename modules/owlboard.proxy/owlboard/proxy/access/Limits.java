package owlboard.proxy.access;

import static owlboard.config.directive.Limits.LIMIT_CONN;
import static owlboard.config.directive.Limits.LIMIT_CONN_DRY_RUN;
import static owlboard.config.directive.Limits.LIMIT_CONN_LOG_LEVEL;
import static owlboard.config.directive.Limits.LIMIT_CONN_STATUS;
import static owlboard.config.directive.Limits.LIMIT_REQ;
import static owlboard.config.directive.Limits.LIMIT_REQ_DRY_RUN;
import static owlboard.config.directive.Limits.LIMIT_REQ_LOG_LEVEL;
import static owlboard.config.directive.Limits.LIMIT_REQ_STATUS;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import owlboard.config.Level;
import owlboard.config.Place;
import owlboard.proxy.access.LimitZone.Outcome;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Handler;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Note;
import owlboard.proxy.exchange.Phase;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.logfile.ErrorLog;
import owlboard.wire.net.AddressText;

/** {@code limit_req} and {@code limit_conn} of one level (pre-access phase): requests first, then connections, once per request. */
public final class Limits implements Handler {
    private static final Slot<Limits> SLOT = new Slot<>((scope, making) -> Limits.of(scope.level(), making));
    public static final Feature FEATURE = Feature.of(SLOT).handles(Phase.PREACCESS, SLOT).always(Phase.LOG, Limits::release)
            .defines(Map.of("limit_req_status", told(standing -> standing.requests), "limit_conn_status",
                    told(standing -> standing.connections)));
    private static final Note<Standing> STANDING = new Note<>();

    /** How a request stands with its limits: for {@code $limit_req_status}, {@code $limit_conn_status}; and its places in zones. */
    private static final class Standing {
        String requests;
        String connections;
        final List<LimitConn.Hold> holds = new ArrayList<>(2);
    }

    private record Req(Place place, ReqZone zone, int burst, int delayCount) {}

    private final List<Req> requests;
    private final int requestStatus;
    private final ErrorLog.Severity requestSeverity;
    private final boolean requestDryRun;
    private final List<LimitConn> connections;
    private final int connectionStatus;
    private final ErrorLog.Severity connectionSeverity;
    private final boolean connectionDryRun;

    private Limits(Level level, Making making) {
        requests = level.get(LIMIT_REQ).stream()
                .map(limit -> new Req(limit.place(), making.main(Zones.SLOT).requests(limit.zone()), limit.burst(), limit.delayCount()))
                .toList();
        requestStatus = level.get(LIMIT_REQ_STATUS);
        requestSeverity = ErrorLog.severity(level.get(LIMIT_REQ_LOG_LEVEL));
        requestDryRun = level.get(LIMIT_REQ_DRY_RUN);
        connections = level.get(LIMIT_CONN).stream()
                .map(limit -> new LimitConn(making.main(Zones.SLOT).connections(limit.zone()), limit.connections())).toList();
        connectionStatus = level.get(LIMIT_CONN_STATUS);
        connectionSeverity = ErrorLog.severity(level.get(LIMIT_CONN_LOG_LEVEL));
        connectionDryRun = level.get(LIMIT_CONN_DRY_RUN);
    }

    /** Null: none. */
    private static Limits of(Level level, Making making) {
        var limits = new Limits(level, making);
        return limits.requests.isEmpty() && limits.connections.isEmpty() ? null : limits;
    }

    /** Once per request. */
    @Override
    public Verdict handle(Exchange exchange) throws Failure {
        if (exchange.note(STANDING) != null) return Verdict.GO_ON;
        var standing = new Standing();
        exchange.note(STANDING, standing);
        if (exchange.trace != null) tell(exchange);
        var verdict = requests.isEmpty() ? Verdict.GO_ON : requests(exchange, standing);
        return verdict != Verdict.GO_ON || connections.isEmpty() ? verdict : connections(exchange, standing);
    }

    private void tell(Exchange exchange) {
        for (var limit : requests) {
            exchange.trace.tell("limit", "limit_req zone=" + limit.zone.name() + " of key " + shown(limit.zone.key(exchange)), null);
        }
        for (var limit : connections) {
            exchange.trace.tell("limit", "limit_conn " + limit.zone().name() + " " + limit.connections() + " of key "
                    + shown(limit.zone().key(exchange)), null);
        }
    }

    /** Keys may be the bytes of an address. */
    private static String shown(String key) {
        if (key == null) return "\"\", which is not limited";
        if (key.chars().allMatch(c -> c > ' ' && c < 0x7f)) return '"' + key + '"';
        var bytes = key.getBytes(StandardCharsets.ISO_8859_1);
        return bytes.length == 4 || bytes.length == 16 ? AddressText.of(bytes) : HexFormat.of().formatHex(bytes);
    }

    private static Verdict release(Exchange exchange) {
        var standing = exchange.note(STANDING);
        if (standing != null) standing.holds.forEach(LimitConn.Hold::release);
        return Verdict.GO_ON;
    }

    private static Value.Part told(Function<Standing, String> what) {
        return (out, exchange) -> {
            var standing = exchange.note(STANDING);
            var text = standing == null ? null : what.apply(standing);
            if (text != null) out.add(text);
            return text != null;
        };
    }

    /** All zones must pass, then all are charged; the longest delay wins. */
    private Verdict requests(Exchange exchange, Standing standing) throws Failure {
        long now = exchange.loop().wallMillis();
        var keys = new String[requests.size()];
        long delay = 0;
        int slowest = -1;
        for (int i = 0; i < keys.length; i++) {
            var limit = requests.get(i);
            keys[i] = limit.zone.key(exchange);
            if (keys[i] == null) continue;
            boolean last = i == keys.length - 1;
            long excess = limit.zone.account(keys[i], now, limit.burst, last);
            if (excess < 0) {
                limit.zone.counted.rejected(exchange.loop(), requestDryRun, keys[i]);
                tellOfShared(exchange, limit.zone.counted, keys[i]);
                return reject(exchange, standing, limit.zone, -1 - excess);
            }
            long own = delayOf(exchange, limit, excess);
            if (own > delay) slowest = i;
            delay = Math.max(delay, own);
        }
        for (int i = 0; i < keys.length - 1; i++) {
            if (keys[i] != null) requests.get(i).zone.account(keys[i], now, requests.get(i).burst, true);
        }
        boolean counted = false;
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] == null) continue;
            counted = true;
            requests.get(i).zone.counted.count(exchange.loop(), i == slowest ? delayed() : Outcome.PASSED);
        }
        standing.requests = counted ? "PASSED" : null; // one without a key is not limited
        if (delay > 0) standing.requests = requestDryRun ? "DELAYED_DRY_RUN" : "DELAYED";
        if (delay > 0 && !requestDryRun) exchange.waits("limit_req", requests.get(slowest).place, delay);
        return Verdict.GO_ON;
    }

    private Outcome delayed() {
        return requestDryRun ? Outcome.DELAYED_DRY_RUN : Outcome.DELAYED;
    }

    private static void tellOfShared(Exchange exchange, LimitZone zone, String key) {
        if (!zone.isShared(key)) return;
        var place = "zone \"" + zone.name + "\"";
        exchange.found("shared-address-limit", place, place + " limits a private address, which many may share");
    }

    private Verdict reject(Exchange exchange, Standing standing, ReqZone zone, long excess) {
        exchange.log(requestSeverity, "limiting requests" + (requestDryRun ? ", dry run" : "") + ", excess: " + thousandths(excess)
                + " by zone \"" + zone.name() + "\"");
        standing.requests = requestDryRun ? "REJECTED_DRY_RUN" : "REJECTED";
        return requestDryRun ? Verdict.GO_ON : Verdict.refused(requestStatus, null);
    }

    private long delayOf(Exchange exchange, Req limit, long excess) {
        if (limit.delayCount == Integer.MAX_VALUE || excess <= limit.delayCount * 1000L) return 0;
        var milder = requestSeverity == ErrorLog.Severity.DEBUG ? requestSeverity
                : ErrorLog.Severity.values()[requestSeverity.ordinal() - 1];
        exchange.log(milder, "delaying request" + (requestDryRun ? ", dry run" : "") + ", excess: " + thousandths(excess) + ", by zone \""
                + limit.zone.name() + "\"");
        return (excess - limit.delayCount * 1000L) * 1000 / limit.zone.rate();
    }

    private static String thousandths(long value) {
        return value / 1000 + "." + String.format("%03d", value % 1000);
    }

    private Verdict connections(Exchange exchange, Standing standing) {
        for (var limit : connections) {
            var key = limit.zone().key(exchange);
            if (key == null) continue;
            if (standing.connections == null) standing.connections = "PASSED";
            if (limit.zone().enter(key, limit.connections())) {
                standing.holds.add(new LimitConn.Hold(limit.zone(), key));
                limit.zone().counted.count(exchange.loop(), Outcome.PASSED);
                continue;
            }
            exchange.log(connectionSeverity, "limiting connections" + (connectionDryRun ? ", dry run," : "") + " by zone \"" + limit.zone()
                    .name() + "\"");
            limit.zone().counted.rejected(exchange.loop(), connectionDryRun, key);
            tellOfShared(exchange, limit.zone().counted, key);
            standing.connections = connectionDryRun ? "REJECTED_DRY_RUN" : "REJECTED";
            if (!connectionDryRun) return Verdict.refused(connectionStatus, null);
        }
        return Verdict.GO_ON;
    }
}
