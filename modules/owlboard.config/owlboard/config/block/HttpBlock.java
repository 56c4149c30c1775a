package owlboard.config.block;

import owlboard.config.Http.CachePath;
import owlboard.config.Http.LimitConnZone;
import owlboard.config.Http.LimitReqZone;
import owlboard.config.Http.LogFormat;
import owlboard.config.HealthMatch;
import owlboard.config.Http;
import owlboard.config.Server;
import owlboard.config.Upstream;
import owlboard.config.directive.Upstreams;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Syntax.Node;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The {@code http} block, or the {@code stream} block. */
final class HttpBlock {
    private final Reading reading;
    private final Settings settings;
    private final Node admin;
    private final Context context;
    private final List<Server> servers = new ArrayList<>();
    private final List<Upstream> upstreams = new ArrayList<>();
    private final List<LimitReqZone> limitReqZones = new ArrayList<>();
    private final List<LimitConnZone> limitConnZones = new ArrayList<>();
    private final List<CachePath> cachePaths = new ArrayList<>();
    private final List<HealthMatch> matches = new ArrayList<>();
    private final Map<String, LogFormat> logFormats = new LinkedHashMap<>();

    /** {@code admin}: the administration server, which is beside all others and takes nothing over; null without one. */
    HttpBlock(Reading reading, Settings settings, Node admin) {
        this(reading, settings, admin, Context.HTTP);
    }

    private HttpBlock(Reading reading, Settings settings, Node admin, Context context) {
        this.reading = reading;
        this.settings = settings;
        this.admin = admin;
        this.context = context;
    }

    static HttpBlock ofStream(Reading reading, Settings settings) {
        return new HttpBlock(reading, settings, null, Context.STREAM);
    }

    Http read(List<Node> nodes) {
        announceVariables(nodes);
        var around = settings.inner();
        if (context == Context.HTTP) logFormats.put("combined", LogFormats.combined());
        Body.read(nodes, context, settings, reading, this::shape);
        if (admin != null) servers.add(new ServerBlock(admin, around, reading).read());
        var http = new Http(settings.level(), context == Context.HTTP ? SslOn.applied(servers) : List.copyOf(servers),
                List.copyOf(upstreams), reading.scope().variables(),
                List.copyOf(limitReqZones),
                List.copyOf(limitConnZones), Map.copyOf(logFormats), List.copyOf(cachePaths), List.copyOf(matches));
        if (!reading.isWhole()) return http;
        reading.scope().unknown().forEach(reading::refuse);
        new Listening(reading).check(http);
        new References(http, reading).check();
        if (context == Context.STREAM) StreamServerBlock.checkAddresses(http, reading);
        return http;
    }

    private Server server(Node node) {
        return context == Context.STREAM ? new StreamServerBlock(node, settings.inner(), reading).read()
                : new ServerBlock(node, settings.inner(), reading).read();
    }

    private void shape(Words words) throws Refusal {
        switch (words.name()) {
            case "server" -> servers.add(server(words.node()));
            case "upstream" -> upstream(words);
            case "map" -> MapBlock.read(words, reading);
            case "geo" -> GeoBlock.read(words, reading);
            case "split_clients" -> SplitClients.read(words, reading);
            case "limit_req_zone" -> limitReqZone(Zones.limitReq(words));
            case "limit_conn_zone" -> limitConnZone(Zones.limitConn(words));
            case "proxy_cache_path", "fastcgi_cache_path", "uwsgi_cache_path", "scgi_cache_path" -> cachePath(CachePaths.read(words));
            case "match" -> match(MatchBlock.read(words, reading));
            case "log_format" -> logFormat(LogFormats.read(words));
            default -> {}  // accepted without a meaning
        }
    }

    private void upstream(Words words) throws Refusal {
        var name = words.text();
        if (upstreams.stream().anyMatch(other -> other.name().equalsIgnoreCase(name))) {
            throw words.refuse("duplicate upstream \"" + name + '"');
        }
        var inside = context == Context.STREAM ? Context.STREAM_UPSTREAM : Context.UPSTREAM;
        var upstream = new UpstreamBlock(words.node(), reading, inside).read();
        var state = upstream.level().get(Upstreams.STATE);
        for (var other : upstreams) {
            if (state == null || !state.equals(other.level().get(Upstreams.STATE))) continue;
            throw words.refuse("the state file \"" + state + "\" is already that of upstream \"" + other.name() + '"');
        }
        upstreams.add(upstream);
    }

    private void limitReqZone(LimitReqZone zone) throws Refusal {
        for (var other : limitReqZones) {
            if (other.name().equals(zone.name())) {
                throw new Refusal(zone.place(), "limit_req_zone \"" + zone.name() + "\" is already bound to key \"" + other.key()
                        .source() + '"');
            }
        }
        limitReqZones.add(zone);
    }

    private void limitConnZone(LimitConnZone zone) throws Refusal {
        for (var other : limitConnZones) {
            if (other.name().equals(zone.name())) {
                throw new Refusal(zone.place(), "limit_conn_zone \"" + zone.name() + "\" is already bound to key \"" + other.key()
                        .source() + '"');
            }
        }
        limitConnZones.add(zone);
    }

    private void cachePath(CachePath path) throws Refusal {
        for (var other : cachePaths) {
            if (other.zone().equals(path.zone())) {
                throw new Refusal(path.place(), "duplicate zone \"" + path.zone() + '"', "the cache of " + other.place()
                        + " has it");
            }
            if (other.path().equals(path.path())) {
                throw new Refusal(path.place(), "the path \"" + path.path() + "\" is already that of cache \"" + other.zone() + '"');
            }
        }
        cachePaths.add(path);
    }

    private void match(HealthMatch match) throws Refusal {
        if (matches.stream().anyMatch(other -> other.name().equals(match.name()))) {
            throw new Refusal(match.place(), "duplicate match \"" + match.name() + '"');
        }
        matches.add(match);
    }

    private void logFormat(LogFormat format) throws Refusal {
        if (logFormats.containsKey(format.name())) {
            throw new Refusal(format.place(), "duplicate \"log_format\" name \"" + format.name() + '"');
        }
        logFormats.put(format.name(), format);
    }

    /** Definitions may stand after their first use. */
    private void announceVariables(List<Node> nodes) {
        for (var node : nodes) {
            int count = node.args().size();
            switch (node.name()) {
                case "set", "auth_request_set" -> announce(node, count == 2 ? 0 : -1);
                case "map", "split_clients" -> announce(node, count == 2 ? 1 : -1);
                case "geo" -> announce(node, count - 1);
                default -> {
                    if (node.block() != null) announceVariables(node.block());
                }
            }
        }
    }

    private void announce(Node node, int index) {
        if (index >= 0 && node.args().get(index).startsWith("$")) reading.scope().announce(node.args().get(index).substring(1));
    }
}
