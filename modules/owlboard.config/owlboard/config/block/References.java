package owlboard.config.block;

import owlboard.config.Http.LimitConnZone;
import owlboard.config.Http.LimitReqZone;
import owlboard.config.HealthCheck;
import owlboard.config.Http;
import owlboard.config.Level;
import owlboard.config.Location.Content;
import owlboard.config.Location;
import owlboard.config.Place;
import owlboard.config.Protocol;
import owlboard.config.Step;
import owlboard.config.directive.HttpCore;
import owlboard.config.directive.Limits;
import owlboard.config.directive.Logs;
import owlboard.config.directive.Passing;
import owlboard.config.directive.PassingTls;
import owlboard.config.directive.Proxy;
import owlboard.config.directive.SecureLink;
import owlboard.config.directive.Ssl;
import owlboard.config.directive.StreamProxy;
import owlboard.config.directive.TempPath;
import owlboard.config.directive.Upstreams;

import java.util.HashSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What one directive names and another must define: zones, log formats, keys of certificates. */
final class References {
    private final Map<String, Logs.AccessLog> bufferedLogs = new HashMap<>();
    private final Set<Place> conflicts = new HashSet<>();
    private final Http http;
    private final Reading reading;
    private final Set<String> reqZones;
    private final Set<String> connZones;
    private final Map<String, TempPath> tempPaths = new HashMap<>();

    References(Http http, Reading reading) {
        this.http = http;
        this.reading = reading;
        reqZones = http.limitReqZones().stream().map(LimitReqZone::name).collect(Collectors.toSet());
        connZones = http.limitConnZones().stream().map(LimitConnZone::name).collect(Collectors.toSet());
    }

    void check() {
        SharedZones.check(http, reading);
        limits(http.level()); // also where every server has its own
        logs(http.level());
        if (http.servers().isEmpty()) level(http.level(), new Place("configuration", 0));
        for (var server : http.servers()) {
            level(server.level(), server.place());
            certificates(server.level(), server.place());
            if (server.level().get(StreamProxy.SSL)) upstreamTls(StreamProxy.TLS, server.level(), server.place());
            secureLink(server.level(), server.place());
            server.locations().forEach(this::location);
            steps(server.steps());
        }
    }

    /** The older way knows nothing of the newer one's words. */
    private void secureLink(Level level, Place place) {
        boolean both = level.get(SecureLink.SECURE_LINK) != null || level.get(SecureLink.SECURE_LINK_MD5) != null;
        if (level.get(SecureLink.SECURE_LINK_SECRET) == null || !both) return;
        reading.refuse(place, "\"secure_link_secret\" cannot be mixed with \"secure_link\" and \"secure_link_md5\"");
    }

    private void location(Location location) {
        level(location.level(), location.place());
        secureLink(location.level(), location.place());
        if (location.content() instanceof Content.Proxy proxy) proxied(location, proxy);
        var check = location.level().get(Upstreams.HEALTH_CHECK);
        if (check != null) checked(location, check);
        location.locations().forEach(this::location);
        if (location.limitExcept() != null) location(location.limitExcept().location());
        if (!(location.match() instanceof Location.Match.Anonymous)) steps(location.steps());
    }

    private void steps(List<Step> steps) {
        for (var step : steps) {
            if (step instanceof Step.If condition && condition.location() != null) location(condition.location());
        }
    }

    /** Inherited values are met again at every level; equal messages are told once. */
    private void level(Level level, Place place) {
        limits(level);
        for (var words : Passing.ALL) {
            cacheZone(words, level, place);
            if (words.hasBuffers()) tempPath(level.get(words.tempPath));
        }
        tempPath(level.get(HttpCore.CLIENT_BODY_TEMP_PATH));
        logs(level);
    }

    private void limits(Level level) {
        for (var limit : level.get(Limits.LIMIT_REQ)) zone(limit.place(), limit.zone(), reqZones, connZones);
        for (var limit : level.get(Limits.LIMIT_CONN)) zone(limit.place(), limit.zone(), connZones, reqZones);
    }

    private void logs(Level level) {
        var logs = level.get(Logs.ACCESS_LOG);
        if (logs == null) return;
        for (var log : logs) {
            if (!http.logFormats().containsKey(log.format())) reading.refuse(log.place(), "unknown log format \"" + log.format() + '"');
        }
        buffers(logs);
    }

    /** One file has one buffer (ngx_http_log_set_log). */
    private void buffers(List<Logs.AccessLog> logs) {
        for (var log : logs) {
            if (log.buffering() == null) continue;
            var before = bufferedLogs.putIfAbsent(log.path().constant(), log);
            boolean differs = before != null && !before.buffering().equals(log.buffering());
            if (differs && conflicts.add(log.place())) {
                reading.refuse(log.place(), "access_log \"" + log.path().constant() + "\" already defined with conflicting parameters");
            }
        }
    }

    private void tempPath(TempPath path) {
        var other = tempPaths.putIfAbsent(path.path(), path);
        for (var cache : http.cachePaths()) {
            if (!cache.path().equals(path.path())) continue;
            reading.refuse(path.place(), "the same path name \"" + path.path() + "\" used in " + cache.place() + " and");
        }
        if (other == null || other.levels().equals(path.levels())) return;
        reading.refuse(path.place(), "the same path name \"" + path.path() + "\" has the different levels than in " + other.place());
    }

    private void cacheZone(Passing words, Level level, Place place) {
        var zone = level.get(words.cache.zone);
        if (!zone.isConstant() || zone.constant().equals("off")) return;
        var own = http.cachePaths().stream().filter(path -> path.protocol().prefix.equals(words.prefix));
        if (own.anyMatch(path -> path.zone().equals(zone.constant()))) return;
        reading.refuse(place, '"' + words.cache.zone.name() + "\" zone \"" + zone.constant() + "\" is unknown");
    }

    private void zone(Place place, String name, Set<String> zones, Set<String> others) {
        if (zones.contains(name)) return;
        if (others.contains(name)) reading.refuse(place, "the shared memory zone \"" + name + "\" is already declared for a different use");
        else reading.refuse(place, "zero size shared memory zone \"" + name + '"');
    }

    private void proxied(Location location, Content.Proxy proxy) {
        var level = location.level();
        if (proxy.host() != null) {
            int colon = proxy.host().indexOf(':');
            for (var upstream : http.upstreams()) {
                boolean named = colon > 0 && upstream.name().equalsIgnoreCase(proxy.host().substring(0, colon));
                if (named) {
                    reading.refuse(proxy.place(), "upstream \"" + upstream.name() + "\" may not have port " + proxy.host()
                            .substring(colon + 1));
                }
            }
        }
        if (proxy.protocol() == Protocol.HTTP) redirects(level, proxy);
        else addressed(level, proxy);
        if (proxy.mayBeSecure()) upstreamTls(Passing.of(proxy.protocol()).tls, level, location.place());
    }

    private void redirects(Level level, Content.Proxy proxy) {
        var redirects = level.get(Proxy.PROXY_REDIRECT);
        if (proxy.host() != null || redirects == null) return;
        for (var redirect : redirects) {
            if (redirect.kind() == Proxy.Kind.DEFAULT) {
                reading.refuse(redirect.place(), "\"proxy_redirect default\" cannot be used with \"proxy_pass\" directive with variables");
            }
        }
    }

    /** Where HTTP is not spoken there are no usual ports and no URLs that could be keys. */
    private void addressed(Level level, Content.Proxy proxy) {
        var host = proxy.host();
        if (host != null && !host.startsWith("unix:") && host.indexOf(':', host.indexOf(']') + 1) < 0
                && http.upstreams().stream().noneMatch(upstream -> upstream.name().equalsIgnoreCase(host))) {
            reading.refuse(proxy.place(), "no port in upstream \"" + host + '"');
        }
        var words = Passing.of(proxy.protocol()).cache;
        var zone = level.get(words.zone);
        boolean caches = !zone.isConstant() || !zone.constant().equals("off");
        if (caches && level.get(words.key) == null) {
            reading.warn(proxy.place(), words.zone.name(), "no \"" + words.key + "\" for \"" + words.zone
                    + "\": all requests share an entry");
        }
    }

    private void upstreamTls(PassingTls words, Level level, Place place) {
        var certificate = level.get(words.certificate);
        if (certificate != null && level.get(words.certificateKey) == null) {
            reading.refuse(place, "no \"" + words.certificateKey + "\" is defined for certificate \"" + certificate.source() + '"');
        }
        if (level.get(words.verify) && level.get(words.trustedCertificate) == null) {
            reading.refuse(place, "no " + words.trustedCertificate + " for " + words.verify);
        }
    }

    /** A group is checked as a whole, by the location that says how it is asked. */
    private void checked(Location location, HealthCheck check) {
        var protocol = check.grpc() == null ? Protocol.HTTP : Protocol.GRPC;
        boolean group = location.content() instanceof Content.Proxy proxy && proxy.protocol() == protocol && proxy.host() != null
                && http.upstreams().stream().anyMatch(upstream -> upstream.name().equals(proxy.host()));
        if (!group) {
            reading.refuse(check.place(), check.grpc() == null
                    ? "\"health_check\" wants a \"proxy_pass\" to an \"upstream\" block in its location"
                    : "\"health_check type=grpc\" wants a \"grpc_pass\" to an \"upstream\" block in its location");
        }
        if (check.match() == null || http.matches().stream().anyMatch(match -> match.name().equals(check.match()))) return;
        reading.refuse(check.place(), "match \"" + check.match() + "\" is not defined");
    }

    private void certificates(Level level, Place place) {
        var certificates = level.get(Ssl.SSL_CERTIFICATE);
        if (level.get(Ssl.SSL_CERTIFICATE_KEY).size() < certificates.size()) {
            reading.refuse(place, "no \"ssl_certificate_key\" is defined for certificate \"" + certificates.getLast().source() + '"');
        }
        var verify = level.get(Ssl.SSL_VERIFY_CLIENT);
        if (verify == Ssl.VerifyClient.OPTIONAL_NO_CA && level.get(Ssl.SSL_OCSP) != Ssl.Ocsp.OFF) {
            reading.refuse(place, "\"ssl_ocsp\" is incompatible with \"ssl_verify_client optional_no_ca\"");
        }
        boolean needsAuthority = verify == Ssl.VerifyClient.ON || verify == Ssl.VerifyClient.OPTIONAL;
        boolean hasAuthority = level.get(Ssl.SSL_CLIENT_CERTIFICATE) != null || level.get(Ssl.SSL_TRUSTED_CERTIFICATE) != null;
        if (!certificates.isEmpty() && needsAuthority && !hasAuthority) {
            reading.refuse(place, "no ssl_client_certificate or ssl_trusted_certificate for ssl_verify_client");
        }
    }
}
