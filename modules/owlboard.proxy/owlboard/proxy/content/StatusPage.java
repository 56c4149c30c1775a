package owlboard.proxy.content;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import owlboard.config.Location;
import owlboard.proxy.exchange.Content;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.respond.Respond;
import owlboard.proxy.upstream.Group;
import owlboard.proxy.upstream.Groups;
import owlboard.proxy.upstream.Peer;
import owlboard.wire.http.Name;

/** Pages about this program: {@code stub_status}, {@code lb_status}. Live at each request. */
public final class StatusPage implements Content {
    private enum Kind { STUB_STATUS, LB_STATUS }

    private final Kind kind;

    private StatusPage(Kind kind) {
        this.kind = kind;
    }

    public static final Feature FEATURE = Feature.of()
            .answers((_, scope) -> scope.location() == null ? null : of(scope.location().content()));

    private static Content of(Location.Content declared) {
        return switch (declared) {
            case Location.Content.StubStatus _ -> new StatusPage(Kind.STUB_STATUS);
            case Location.Content.LbStatus _ -> new StatusPage(Kind.LB_STATUS);
            case Location.Content.EmptyGif _ -> new EmptyGif();
            case null, default -> null;
        };
    }

    @Override
    public Verdict answer(Exchange exchange) throws Failure, IOException {
        if (!exchange.is(Methods.GET) && !exchange.is(Methods.HEAD)) return Verdict.refused(405, null);
        RequestBody.discard(exchange);
        int status = exchange.imposedStatus != 0 ? exchange.imposedStatus : Preconditions.ofMade(exchange);
        boolean json = kind == Kind.LB_STATUS && wantsJson(exchange);
        var body = switch (kind) {
            case STUB_STATUS -> bytes(stub(exchange));
            case LB_STATUS -> bytes(json ? json(states(exchange)) : text(states(exchange)));
        };
        Respond.send(exchange, status, json ? "application/json" : "text/plain", body, null);
        return Verdict.DONE;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String stub(Exchange exchange) {
        var counters = exchange.snapshot.counters;
        return "Active connections: " + counters.active() + " \nserver accepts handled requests\n " + counters.accepted() + " "
                + (counters.accepted() - counters.sum(loop -> loop.dropped)) + " " + counters.requests()
                + " \nReading: " + counters.reading() + " Writing: " + counters.writing() + " Waiting: " + counters.waiting() + " \n";
    }

    private static List<Group.State> states(Exchange exchange) {
        long now = Peer.seconds(exchange.loop().now());
        return exchange.snapshot.get(Groups.SLOT).declared().stream().map(upstream -> upstream.state(now)).toList();
    }

    private static boolean wantsJson(Exchange exchange) {
        if (exchange.args.contains("format=json")) return true;
        int accept = exchange.head.find(Name.ACCEPT);
        return accept >= 0 && exchange.head.value(accept).contains("application/json");
    }

    /** Begins with the lines of the team's document, then one line per backend. */
    private static String text(List<Group.State> groups) {
        var out = new StringBuilder();
        out.append("Active Backends: ").append(groups.stream().mapToLong(Group.State::available).sum()).append('\n');
        out.append("Algorithm: ").append(groups.isEmpty() ? "none" : groups.getFirst().method()).append('\n');
        for (var group : groups) {
            out.append("\nupstream ").append(group.name()).append(": ").append(group.available()).append(" of ")
                    .append(group.peers().size()).append(" available, ")
                    .append(group.method()).append(", ").append(group.idleConnections()).append(" idle connections\n");
            for (var peer : group.peers()) line(out, peer);
        }
        return out.toString();
    }

    private static void line(StringBuilder out, Peer.State peer) {
        out.append(String.format("  %-24s %-11s active %d, requests %d, failures %d", peer.shown(), peer.state(), peer.active(),
                peer.requests(), peer.failures()));
        if (peer.backup()) out.append(", backup");
        if (peer.lastFailure() != null) {
            out.append(", last failure");
            if (peer.lastFailureMillis() > 0) out.append(' ').append(when(peer));
            out.append(": ").append(peer.lastFailure());
        }
        out.append('\n');
    }

    private static Instant when(Peer.State peer) {
        return Instant.ofEpochSecond(peer.lastFailureMillis() / 1000);
    }

    private static String json(List<Group.State> groups) {
        var out = new StringBuilder("{\"active_backends\":").append(groups.stream().mapToLong(Group.State::available).sum());
        out.append(",\"algorithm\":").append(quoted(groups.isEmpty() ? null : groups.getFirst().method())).append(",\"upstreams\":[");
        for (var group : groups) {
            if (group != groups.getFirst()) out.append(',');
            out.append("{\"name\":").append(quoted(group.name())).append(",\"algorithm\":").append(quoted(group.method()))
                    .append(",\"available\":").append(group.available())
                    .append(",\"idle_connections\":").append(group.idleConnections()).append(",\"backends\":[");
            for (var peer : group.peers()) {
                if (peer != group.peers().getFirst()) out.append(',');
                out.append("{\"name\":").append(quoted(peer.name())).append(",\"address\":").append(quoted(peer.address()))
                        .append(",\"state\":").append(quoted(peer.state()))
                        .append(",\"backup\":").append(peer.backup()).append(",\"active\":").append(peer.active()).append(",\"requests\":")
                        .append(peer.requests())
                        .append(",\"failures\":").append(peer.failures()).append(",\"last_failure\":").append(quoted(peer.lastFailure()))
                        .append(",\"last_failure_at\":").append(quoted(peer.lastFailureMillis() > 0 ? when(peer).toString() : null))
                        .append('}');
            }
            out.append("]}");
        }
        return out.append("]}\n").toString();
    }

    private static String quoted(String text) {
        if (text == null) return "null";
        var out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c < 32) out.append(String.format("\\u%04x", (int) c));
            else out.append(c);
        }
        return out.append('"').toString();
    }
}
