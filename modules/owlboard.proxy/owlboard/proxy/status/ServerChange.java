package owlboard.proxy.status;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import owlboard.config.language.Units;
import owlboard.proxy.access.JsonText;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.upstream.Group;
import owlboard.proxy.upstream.Groups;
import owlboard.proxy.upstream.Peer;

/** {@code PATCH} of a server of an upstream: what its line says of it holds no longer, until the configuration is read again. */
final class ServerChange {
    private static final int BODY_MOST = 64 << 10;

    private ServerChange() {}

    static void apply(Exchange exchange, String upstream, String id) throws Failure, IOException, Tree.Missing {
        var members = members(exchange);
        var group = exchange.snapshot.get(Groups.SLOT).all().stream().filter(each -> each.name.equals(upstream)).findFirst()
                .orElseThrow(() -> new Tree.Missing("UpstreamNotFound", "upstream not found"));
        if (!id.matches("\\d{1,9}")) throw new Tree.Missing("UpstreamBadServerId", "invalid server ID");
        int at = Integer.parseInt(id);
        var peers = group.state(Group.seconds(exchange.loop().now())).peers();
        if (at >= peers.size()) throw new Tree.Missing("UpstreamServerNotFound", "server with ID \"" + at + "\" does not exist");
        var now = peers.get(at).declared();
        for (var member : members.entrySet()) now = with(now, member.getKey(), member.getValue());
        if (now.down() && now.drain()) throw wrong("\"down\" and \"drain\" exclude each other");
        group.declare(at, now);
    }

    private static Map<String, JsonText.Value> members(Exchange exchange) throws Failure, IOException, Tree.Missing {
        var body = RequestBody.of(exchange);
        body.readAll();
        var text = body.text();
        if (text == null || text.length() > BODY_MOST) throw wrong("the body is too large");
        try {
            return JsonText.object(text.getBytes(StandardCharsets.ISO_8859_1)).members();
        } catch (JsonText.Broken broken) {
            throw new Tree.Missing("JsonError", "could not parse JSON: " + broken.getMessage());
        }
    }

    private static Peer.Declared with(Peer.Declared old, String name, JsonText.Value value) throws Tree.Missing {
        return switch (name) {
            case "weight" -> new Peer.Declared(number(name, value, 1), old.maxConns(), old.maxFails(), old.failSeconds(),
                    old.slowSeconds(), old.route(), old.down(), old.drain());
            case "max_conns" -> new Peer.Declared(old.weight(), number(name, value, 0), old.maxFails(), old.failSeconds(),
                    old.slowSeconds(), old.route(), old.down(), old.drain());
            case "max_fails" -> new Peer.Declared(old.weight(), old.maxConns(), number(name, value, 0), old.failSeconds(),
                    old.slowSeconds(), old.route(), old.down(), old.drain());
            case "fail_timeout" -> new Peer.Declared(old.weight(), old.maxConns(), old.maxFails(), seconds(name, value), old.slowSeconds(),
                    old.route(), old.down(), old.drain());
            case "slow_start" -> new Peer.Declared(old.weight(), old.maxConns(), old.maxFails(), old.failSeconds(), seconds(name, value),
                    old.route(), old.down(), old.drain());
            case "down" -> new Peer.Declared(old.weight(), old.maxConns(), old.maxFails(), old.failSeconds(),
                    old.slowSeconds(), old.route(), flag(name, value), old.drain());
            case "drain" -> new Peer.Declared(old.weight(), old.maxConns(), old.maxFails(), old.failSeconds(),
                    old.slowSeconds(), old.route(), old.down(), flag(name, value));
            default -> throw new Tree.Missing("UpstreamConfFormatError", "unknown parameter \"" + name + "\"");
        };
    }

    private static int number(String name, JsonText.Value value, int least) throws Tree.Missing {
        var number = value.kind() == JsonText.Kind.NUMBER ? Units.number(value.text()) : OptionalLong.empty();
        if (number.isEmpty() || number.getAsLong() < least || number.getAsLong() > Integer.MAX_VALUE) throw invalid(name);
        return (int) number.getAsLong();
    }

    private static long seconds(String name, JsonText.Value value) throws Tree.Missing {
        var seconds = List.of(JsonText.Kind.NUMBER, JsonText.Kind.STRING).contains(value.kind()) ? Units.seconds(value.text())
                : OptionalLong.empty();
        return seconds.orElseThrow(() -> invalid(name));
    }

    private static boolean flag(String name, JsonText.Value value) throws Tree.Missing {
        if (value.kind() != JsonText.Kind.BOOLEAN) throw invalid(name);
        return value.text().equals("true");
    }

    private static Tree.Missing invalid(String name) {
        return wrong("invalid \"" + name + "\" parameter value");
    }

    private static Tree.Missing wrong(String text) {
        return new Tree.Missing("UpstreamConfFormatError", text);
    }
}
