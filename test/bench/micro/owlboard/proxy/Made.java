package owlboard.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import owlboard.config.file.Config;
import owlboard.config.ConfigException;
import owlboard.config.directive.Headers;
import owlboard.proxy.access.Zones;
import owlboard.proxy.cache.CacheZones;
import owlboard.proxy.count.Counters;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Paths;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.http.Exchanges;
import owlboard.proxy.logfile.LogFiles;
import owlboard.proxy.route.Building;
import owlboard.proxy.route.Servers;
import owlboard.proxy.upstream.Groups;
import owlboard.proxy.upstream.Names;
import owlboard.tls.WatchedFiles;

/** What an engine makes of a configuration, without one: for benchmarks of single steps. */
public record Made(Building building, Snapshot snapshot) {
    /** @param http what stands in the {@code http} block */
    public static Made of(String http) throws IOException, ConfigException {
        var folder = Files.createTempDirectory("bench");
        var conf = folder.resolve("nginx.conf");
        try {
            Files.writeString(conf, "events {}\nhttp {\n" + http + "}\n");
            var configuration = Config.load(new Config.Source(conf, "nginx.conf", Path::of, "", true));
            var paths = new Paths(null, folder, folder);
            var logs = new LogFiles(paths::resolve, false, null, null);
            var tls = new WatchedFiles(problem -> {
                throw new UncheckedIOException(new IOException(problem));
            });
            var others = Map.<Class<?>, Object>of(Names.class, new Names(null), WatchedFiles.class, tls);
            var engine = new Building.Engine(Modules.ALL, Modules.STREAM, paths, new Counters(), logs, "bench", others);
            var building = new Building(configuration, engine, null);
            return new Made(building, building.snapshot(List.of(Groups.SLOT, Servers.SLOT, Zones.SLOT, CacheZones.SLOT)));
        } finally {
            Files.delete(conf);
            Files.delete(folder);
        }
    }

    /** The values of the {@code add_header} lines of the first location. */
    public List<Value> headers() {
        var location = building.configuration().http().servers().getFirst().locations().getFirst();
        return location.level().get(Headers.ADD_HEADER).stream().map(header -> building.value(header.value())).toList();
    }

    /** A request of this configuration, whose head was read and whose connection is gone again. */
    public Exchange exchange(String head) throws Exception {
        return Exchanges.of(head.replace("\n", "\r\n") + "\r\n\r\n", read -> {
            read.connection.remoteAddress(); // asked for once, while there is somebody
            return new Exchange(read.connection, read.client, snapshot, read.head);
        });
    }
}
