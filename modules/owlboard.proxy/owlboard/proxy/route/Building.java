package owlboard.proxy.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import owlboard.config.Configuration;
import owlboard.config.Http;
import owlboard.config.Level;
import owlboard.config.Template;
import owlboard.config.directive.Core;
import owlboard.config.directive.HttpCore;
import owlboard.proxy.access.ConnZone;
import owlboard.proxy.access.ReqZone;
import owlboard.proxy.access.TrustedHosts;
import owlboard.proxy.cache.CacheZones;
import owlboard.proxy.dns.NameServers;
import owlboard.proxy.exchange.Counters;
import owlboard.proxy.exchange.Paths;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.logfile.ErrorLog;
import owlboard.proxy.logfile.LogFiles;
import owlboard.proxy.upstream.Names;
import owlboard.proxy.upstream.Upstream;
import owlboard.tls.WatchedFiles;
import owlboard.wire.loop.Loops;

/**
 * What is at hand while a configuration is made ready: variables, zones, upstreams, logs. Zones and peers of the snapshot before are taken
 * over where their definition is the same.
 */
public final class Building {
    public final Configuration configuration;
    public final Paths paths;
    public final Counters counters;
    public final LogFiles logs;
    public final Names names;
    public final WatchedFiles tlsFiles;
    public final String hostname;
    public final Variables variables;
    public final CacheZones caches;
    public final TrustedHosts trustedHosts = new TrustedHosts();
    /** In lower case: every charset that the configuration names. */
    public final Set<String> charsets = new HashSet<>();
    /** Problems that do not prevent a start. */
    public final List<String> warnings = new ArrayList<>();
    private final Map<String, ReqZone> reqZones = new HashMap<>();
    private final Map<String, ConnZone> connZones = new HashMap<>();
    private final Map<HttpCore.Root, Optional<String>> aliased = new IdentityHashMap<>();
    private final Map<String, Upstream> declared = new java.util.LinkedHashMap<>();
    private final Map<Implied, Upstream> implied = new java.util.concurrent.ConcurrentHashMap<>();
    /** Groups of the configuration before, of which requests may make up the next of their kind at any time. */
    private final Map<Implied, Upstream> inherited;

    /** {@code before} is null at the first start. What is inherited of it is taken here: nothing of this one keeps it. */
    public Building(Configuration configuration, Paths paths, Counters counters, LogFiles logs, Names names, WatchedFiles tlsFiles,
            String hostname, Building before) {
        this.configuration = configuration;
        this.paths = paths;
        this.counters = counters;
        this.logs = logs;
        this.names = names;
        this.tlsFiles = tlsFiles;
        this.hostname = hostname;
        inherited = before == null ? Map.of() : Map.copyOf(before.implied);
        caches = new CacheZones(configuration.http(), paths, before == null ? null : before.caches);
        variables = Variables.of(configuration.http());
        var http = configuration.http();
        for (var zone : http.limitReqZones()) reqZones.put(zone.name(), reqZone(zone, before));
        for (var zone : http.limitConnZones()) connZones.put(zone.name(), connZone(zone, before));
        for (var upstream : http.upstreams()) {
            declared.put(upstream.name(), Upstream.of(upstream, this, before == null ? null : before.declared.get(upstream.name())));
        }
    }

    public Snapshot snapshot() {
        return new Snapshot(configuration, this);
    }

    public Value value(Template template) {
        return Value.of(template, variables);
    }

    private ReqZone reqZone(Http.LimitReqZone zone, Building before) {
        var key = value(zone.key());
        var old = before == null ? null : before.reqZones.get(zone.name());
        return old != null && old.isLike(zone) ? old.withKey(key) : new ReqZone(zone, key);
    }

    private ConnZone connZone(Http.LimitConnZone zone, Building before) {
        var key = value(zone.key());
        var old = before == null ? null : before.connZones.get(zone.name());
        return old != null && old.isLike(zone) ? old.withKey(key) : new ConnZone(zone, key);
    }

    /**
     * The prefix that an {@code alias} stands for: that of the location which declares it, also where a location inside inherits it. Null
     * for a regular expression's.
     */
    public String aliasPrefix(HttpCore.Root declared, String prefix) {
        return aliased.computeIfAbsent(declared, _ -> Optional.ofNullable(prefix)).orElse(null);
    }

    public ReqZone reqZone(String name) {
        return reqZones.get(name);
    }

    public ConnZone connZone(String name) {
        return connZones.get(name);
    }

    /** What makes a group without an {@code upstream} block: {@code name:port}, and whom to ask for that name. */
    private record Implied(String address, NameServers servers) {
        static Implied of(String host, boolean secure, NameServers servers) {
            return new Implied(host.startsWith("unix:") || hasPort(host) ? host : host + (secure ? ":443" : ":80"), servers);
        }
    }

    /**
     * The group that a {@code proxy_pass} names, or one made of the addresses of that host.
     *
     * @param host {@code name[:port]} or {@code unix:/path}
     * @param servers whom to ask for the names of requests; null for the system's resolver
     */
    public Upstream upstream(String host, boolean secure, NameServers servers) {
        var group = declared.get(host);
        if (group != null) return group;
        return implied.computeIfAbsent(Implied.of(host, secure, servers),
                key -> Upstream.implied(host, key.address, servers, this, inherited.get(key)));
    }

    /** Whether {@code upstream} would have to resolve a name of a request: it must not grow without bound. */
    public boolean knows(String host, boolean secure, NameServers servers) {
        return declared.containsKey(host) || implied.containsKey(Implied.of(host, secure, servers));
    }

    public int impliedCount() {
        return implied.size();
    }

    private static boolean hasPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > 0 && host.indexOf(']') < colon && (host.startsWith("[") || host.indexOf(':') == colon);
    }

    List<Upstream> upstreams() {
        return List.copyOf(declared.values());
    }

    /** Those of {@code upstream} blocks and those that {@code proxy_pass} implied. */
    public List<Upstream> allUpstreams() {
        var all = new ArrayList<>(declared.values());
        all.addAll(implied.values());
        return all;
    }

    public ErrorLog errorLog(Level level) {
        return ErrorLog.of(level.get(Core.ERROR_LOG), logs);
    }

    public int loops() {
        return Loops.all().size();
    }
}
