package owlboard.proxy.route;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import owlboard.config.Configuration;
import owlboard.proxy.exchange.Counters;
import owlboard.proxy.exchange.Paths;
import owlboard.proxy.listen.Admission;
import owlboard.proxy.logfile.ErrorLog;
import owlboard.proxy.upstream.Upstream;

/** One configuration, ready to serve: immutable but for counters. An exchange takes one at its start and keeps it. */
public final class Snapshot {
    public final Configuration configuration;
    public final Paths paths;
    public final Counters counters;
    public final Admission admission;
    public final String hostname;
    public final int variableCount;
    public final ErrorLog errorLog;
    /** In lower case: those that the configuration names; an upstream may choose among them. */
    public final Set<String> charsets;
    /** By listening address, {@code *:80}, {@code [::]:443}, {@code unix:/path}. */
    private final Map<String, ServerNames> addresses = new LinkedHashMap<>();
    private final List<Upstream> upstreams;
    Snapshot(Configuration configuration, Building building) {
        this.configuration = configuration;
        paths = building.paths;
        counters = building.counters;
        admission = Admission.of(configuration);
        hostname = building.hostname;
        variableCount = configuration.http().variables().size();
        errorLog = building.errorLog(configuration.main());
        for (var server : configuration.http().servers()) {
            var virtual = new VirtualServer(server, building);
            for (var listen : server.listens()) {
                addresses.computeIfAbsent(Listens.key(listen), _ -> new ServerNames()).add(virtual, server.names(), listen);
            }
        }
        upstreams = building.upstreams();
        charsets = Set.copyOf(building.charsets);
    }

    public ServerNames servers(String address) {
        return addresses.get(address);
    }

    /** Those of the configuration's {@code upstream} blocks, in file order. */
    public List<Upstream> upstreams() {
        return upstreams;
    }

    /** {@code client_body_temp_path}. */
    public Path bodyTempFolder(Rules rules) {
        return paths.temporary(rules.bodyTempPath);
    }

    /** {@code proxy_temp_path}. */
    public Path proxyTempFolder(Rules rules) {
        return paths.temporary(rules.proxyTempPath);
    }
}
