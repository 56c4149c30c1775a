package owlboard.proxy.status;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import owlboard.config.Place;
import owlboard.config.Upstream;
import owlboard.config.language.Units;
import owlboard.json.JsonText;
import owlboard.proxy.upstream.Peer;

/** A server of an upstream as somebody describes it in JSON, member by member; refused in the paid nginx's words. */
final class ServerDraft {
    private static final int ROUTE_MOST = 32;
    /** A name has 253 characters (RFC 1035 §2.3.4), a path of a socket 107. */
    private static final int HOST_MOST = 253;
    private static final int PATH_MOST = 107;

    private String server;
    private String service;
    private boolean backup;
    private int weight = 1;
    private int maxConns;
    private int maxFails = 1;
    private long failSeconds = 10;
    private long slowSeconds;
    private String route;
    private boolean down;
    private boolean drain;

    /** One that is not there yet. */
    ServerDraft() {}

    /** One that is there as {@code server}. */
    ServerDraft(String server, boolean backup, Peer.Declared now) {
        this.server = server;
        this.backup = backup;
        weight = now.weight();
        maxConns = now.maxConns();
        maxFails = now.maxFails();
        failSeconds = now.failSeconds();
        slowSeconds = now.slowSeconds();
        route = now.route();
        down = now.down();
        drain = now.drain();
    }

    static ServerDraft of(Upstream.Peer line) {
        return new ServerDraft(line.address(), line.backup(), Peer.Declared.of(line));
    }

    /** {@code isNew}: what cannot be changed later may be said. */
    void take(Map<String, JsonText.Value> members, boolean isNew) throws Tree.Missing {
        for (var member : members.entrySet()) take(member.getKey(), member.getValue(), isNew);
        if (down && drain) throw wrong("\"down\" and \"drain\" exclude each other");
    }

    private void take(String name, JsonText.Value value, boolean isNew) throws Tree.Missing {
        switch (name) {
            case "server" -> server = address(text(name, value));
            case "weight" -> weight = number(name, value, 1, "UpstreamBadWeight");
            case "max_conns" -> maxConns = number(name, value, 0, "UpstreamBadMaxConns");
            case "max_fails" -> maxFails = number(name, value, 0, "UpstreamBadMaxFails");
            case "fail_timeout" -> failSeconds = seconds(name, value, "UpstreamBadFailTimeout");
            case "slow_start" -> slowSeconds = seconds(name, value, "UpstreamBadSlowStart");
            case "route" -> route = route(text(name, value));
            case "down" -> down = flag(name, value);
            case "drain" -> drain = flag(name, value);
            case "backup" -> {
                boolean now = flag(name, value);
                if (!isNew && now != backup) throw wrong("\"backup\" cannot be changed");
                backup = now;
            }
            case "service" -> {
                service = text(name, value);
                if (!isNew) throw wrong("\"service\" cannot be changed");
                if (service.isEmpty()) throw new Tree.Missing("UpstreamBadService", "service is empty");
            }
            default -> throw wrong("unknown parameter \"" + name + "\"");
        }
    }

    String server() {
        return server;
    }

    Peer.Declared declared() {
        return new Peer.Declared(weight, maxConns, maxFails, failSeconds, slowSeconds, route, down, drain);
    }

    /** {@code resolves}: there is a {@code resolver}, so a name is looked up again and again. */
    Upstream.Peer line(boolean resolves) throws Tree.Missing {
        if (server == null) throw wrong("missing \"server\" argument");
        if (service != null && !resolves) throw new Tree.Missing("UpstreamNoResolver", "no resolver defined to resolve names");
        if (service != null && server.contains(":")) throw bad("service upstream \"" + server + "\" may not have port");
        if (service != null && isLiteral(server)) throw bad("service upstream \"" + server + "\" requires domain name");
        return new Upstream.Peer(new Place("", 0), server, weight, maxConns, maxFails, failSeconds * 1000, backup, down, false,
                resolves && !isLiteral(server), slowSeconds * 1000, drain, route, service);
    }

    /** No name that leads somewhere. */
    static boolean isLiteral(String server) {
        if (server.startsWith("unix:") || server.startsWith("[")) return true;
        int colon = server.indexOf(':');
        return (colon < 0 ? server : server.substring(0, colon)).chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }

    private static String address(String text) throws Tree.Missing {
        if (text.startsWith("unix:")) {
            if (text.length() == "unix:".length()) throw bad("no path in the unix domain socket \"" + text + "\"");
            if (text.length() > "unix:".length() + PATH_MOST) throw bad("too long path in the unix domain socket \"" + text + "\"");
            if (hasControls(text)) throw bad("a control character is in the path of the unix domain socket");
            return text;
        }
        int close = text.startsWith("[") ? text.indexOf(']') : -1;
        int colon = text.indexOf(':', Math.max(0, close));
        var host = colon < 0 ? text : text.substring(0, colon);
        boolean isName = host.length() <= HOST_MOST && host.matches("[A-Za-z0-9._-]+");
        boolean isHost = text.startsWith("[") ? isV6(host) : isName && (!isLiteral(host) || isV4(host));
        if (!isHost) throw bad("invalid host in \"" + text + "\"");
        var port = colon < 0 ? OptionalLong.of(80) : Units.number(text.substring(colon + 1));
        if (port.isEmpty() || port.getAsLong() < 1 || port.getAsLong() > 65_535) throw bad("invalid port in \"" + text + "\"");
        return text;
    }

    private static boolean isV4(String host) {
        return host.matches("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
    }

    private static boolean isV6(String host) {
        if (!host.matches("\\[[0-9A-Fa-f:.]+]")) return false;
        try {
            return InetAddress.getByName(host) != null; // brackets and no letter but of hex: nobody is asked
        } catch (UnknownHostException none) {
            return false;
        }
    }

    private static String route(String text) throws Tree.Missing {
        if (text.length() > ROUTE_MOST) throw new Tree.Missing("UpstreamBadRoute", "route is longer than " + ROUTE_MOST);
        if (hasControls(text)) throw new Tree.Missing("UpstreamBadRoute", "a control character is in the route");
        return text.isEmpty() ? null : text;
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    private static String text(String name, JsonText.Value value) throws Tree.Missing {
        if (value.kind() != JsonText.Kind.STRING) throw invalid(name);
        return value.text();
    }

    private static int number(String name, JsonText.Value value, int least, String code) throws Tree.Missing {
        if (value.kind() != JsonText.Kind.NUMBER) throw invalid(name);
        var number = Units.number(value.text());
        boolean isFine = number.isPresent() && number.getAsLong() >= least && number.getAsLong() <= Integer.MAX_VALUE;
        if (!isFine) throw new Tree.Missing(code, "invalid \"" + name + "\"");
        return (int) number.getAsLong();
    }

    private static long seconds(String name, JsonText.Value value, String code) throws Tree.Missing {
        if (!List.of(JsonText.Kind.NUMBER, JsonText.Kind.STRING).contains(value.kind())) throw invalid(name);
        return Units.seconds(value.text()).orElseThrow(() -> new Tree.Missing(code, "invalid \"" + name + "\""));
    }

    private static boolean flag(String name, JsonText.Value value) throws Tree.Missing {
        if (value.kind() != JsonText.Kind.BOOLEAN) throw invalid(name);
        return value.text().equals("true");
    }

    private static Tree.Missing invalid(String name) {
        return wrong("invalid \"" + name + "\" parameter value");
    }

    private static Tree.Missing bad(String text) {
        return new Tree.Missing("UpstreamBadAddress", text);
    }

    private static Tree.Missing wrong(String text) {
        return new Tree.Missing("UpstreamConfFormatError", text);
    }
}
