package owlboard.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import owlboard.config.file.Config;
import owlboard.config.ConfigException;
import owlboard.config.Configuration;
import owlboard.config.Server;
import owlboard.config.directive.Core;
import owlboard.config.directive.Status;
import owlboard.proxy.access.Zones;
import owlboard.proxy.cache.CacheFirst;
import owlboard.proxy.cache.CacheZones;
import owlboard.proxy.count.Counters;
import owlboard.proxy.count.Findings;
import owlboard.proxy.exchange.Matching;
import owlboard.proxy.exchange.Paths;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.exchange.Trace;
import owlboard.proxy.exchange.UriPath;
import owlboard.proxy.forward.Proxying;
import owlboard.proxy.http.Admission;
import owlboard.proxy.http.ClientConnection;
import owlboard.proxy.http.Crowd;
import owlboard.proxy.http.Explaining;
import owlboard.proxy.http.Http;
import owlboard.proxy.http.HttpPort;
import owlboard.proxy.listen.ListenAddress;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.logfile.LogFiles;
import owlboard.proxy.respond.Respond;
import owlboard.proxy.respond.Statuses;
import owlboard.proxy.route.Building;
import owlboard.proxy.route.Servers;
import owlboard.proxy.status.Live;
import owlboard.proxy.status.Observer;
import owlboard.proxy.upstream.Events;
import owlboard.proxy.stream.StreamPort;
import owlboard.proxy.upstream.Groups;
import owlboard.proxy.upstream.Roster;
import owlboard.proxy.upstream.HealthChecks;
import owlboard.proxy.upstream.Names;
import owlboard.tls.KeptContexts;
import owlboard.tls.WatchedFiles;
import owlboard.wire.http.Chunks;
import owlboard.wire.http.HttpDate;
import owlboard.wire.http.RequestHead;
import owlboard.wire.http.ResponseHead;
import owlboard.wire.loop.Faults;
import owlboard.wire.loop.Loop;
import owlboard.wire.loop.Loops;
import owlboard.wire.net.AddressText;
import owlboard.wire.net.SocketOptions;

/** An nginx configuration that is being served. Its methods are for ordinary threads, never for those of a loop. */
public final class Engine implements AutoCloseable {
    /**
     * @param conf the main file
     * @param globals directives of the command line, or empty
     * @param root absolute paths of the configuration lie under it; null: they mean what they say
     * @param publish where a listen port is published: a wildcard address leaves the address to {@code listen}, port 0 lets the system
     *                choose; what is not in it is published as it is
     * @param endpoints the endpoint directory, or null
     * @param state folder for temporary files
     * @param prefix relative paths of the configuration lie under it
     * @param consoleLogs logs named by an absolute path go to standard output and error
     * @param errorLog where start-up problems go as well ({@code -e}), or null
     */
    public record Options(Path conf, String globals, Path root, Map<Integer, InetSocketAddress> publish, Path endpoints, Path state,
            Path prefix, boolean consoleLogs, String errorLog) {
        /** A file on its own, everything else under {@code state}. */
        public static Options of(Path conf, Path state) {
            return new Options(conf, "", null, Map.of(), null, state, state, false, null);
        }
    }

    /** How long one request may take to be explained: it waits for names alone. */
    private static final long EXPLAIN_SECONDS = 60;
    private static final String TAKING = "taking a configuration";
    private static final String NOT_HERE = "99: ";
    private static final String TAKEN = "98: ";
    /** As nginx's. */
    private static final int BIND_TRIES = 5;
    private static final long BIND_PAUSE_MILLIS = 500;
    /** How long an end waits for the loops. */
    private static final long END_NANOS = 1_000_000_000;

    private final Options options;
    private final Paths paths;
    private final LogFiles logs;
    private final Names names;
    private final WatchedFiles tlsFiles;
    private final KeptContexts tlsContexts = new KeptContexts();
    private final Events events;
    private final Counters counters = new Counters();
    private final Live live;
    private final Observer observer;
    private final Map<Loop, Crowd> crowds = new ConcurrentHashMap<>();
    private final Map<String, ListenAddress> addresses = new LinkedHashMap<>();
    private final HttpPort.Shared shared = new HttpPort.Shared() {
        @Override
        public Snapshot snapshot() {
            return snapshot;
        }

        @Override
        public Crowd crowd(Loop loop) {
            return crowds.computeIfAbsent(loop, Engine::newCrowd);
        }
    };
    /** No longer listened on, but perhaps with connections. */
    private final List<ListenAddress> leaving = new ArrayList<>();
    private final OldRequests oldRequests = new OldRequests(this::endOlderThan);
    private volatile boolean letsOthersListen;
    private volatile Snapshot snapshot;
    private boolean closed;

    private Engine(Options options) {
        this(options, Console.OWN);
    }

    private Engine(Options options, Console console) {
        this.options = options;
        paths = new Paths(options.root(), options.prefix(), options.state());
        logs = new LogFiles(paths::resolve, options.consoleLogs(), console.out(), console.err());
        names = new Names(options.endpoints());
        events = new Events(options.state() == null ? null : options.state().resolve(Events.FILE));
        counters.findings.tellTo(events::tell);
        live = new Live(counters);
        observer = new Observer(live, names, events);
        tlsFiles = new WatchedFiles(problem -> snapshot.errorLog.log(Severity.ERROR, problem));
        tlsFiles.tellTo(live::taken);
        live.countsWith(nanos -> Crowd.openSince(crowds, nanos));
    }

    private static Crowd newCrowd(Loop loop) {
        var crowd = new Crowd(loop);
        loop.atTurnEnd(crowd.turnEnd());
        return crowd;
    }

    /** Reads everything that a start would, and opens no socket. */
    public static Configuration check(Options options) throws ConfigException, IOException {
        return check(options, _ -> {});
    }

    /** The same; {@code warned} is told what a start would warn of. */
    public static Configuration check(Options options, Consumer<String> warned) throws ConfigException, IOException {
        try {
            var engine = new Engine(options);
            var configuration = engine.load();
            var built = engine.build(configuration);
            var checked = snapshot(built);
            built.warnings().forEach(warned);
            for (var port : ports(checked)) engine.published(port.at, Map.of());
            engine.logs.openAll();
            return configuration;
        } catch (RuntimeException | StackOverflowError fault) {
            Faults.report(TAKING, fault);
            throw ours(fault);
        }
    }

    /** What no file should bring about, as what makes one unusable: a process goes on with what it has. */
    private static IOException ours(Throwable fault) {
        return new IOException("a fault of owlboard, not of the file, prevents that it is used: " + fault, fault);
    }

    /** What would become of a request: the engine's own way through the phases, without a socket. Names may be looked up. */
    public static Explanation explain(Options options, Explanation.Question question) throws ConfigException, IOException {
        var engine = new Engine(options);
        engine.counters.findings.tellTo(_ -> {});
        engine.snapshot = snapshot(engine.build(engine.load(), Map.of(Trace.class, true)));
        var place = engine.snapshot.get(Servers.SLOT).all().stream()
                .filter(each -> each.listen().port() == question.port()).findFirst().orElseThrow(() ->
                new IOException(engine.isOfStream(question.port()) ? "port " + question.port() + " in " + options.conf()
                        + " is one of stream, which passes bytes on and knows no requests"
                        : "nobody listens on port " + question.port() + " in " + options.conf()));
        var names = Servers.at(engine.snapshot, place.key());
        if (question.channel() == Explanation.Channel.TLS && !names.ssl()) {
            throw new IOException("port " + question.port() + " in " + options.conf() + " speaks no TLS, which https:// begins with");
        }
        boolean plain = question.channel() == Explanation.Channel.PLAIN;
        var told = new CompletableFuture<Explaining>();
        Loops.all().getFirst().start(() -> {
            try {
                told.complete(Explaining.of(question.head(), question.from(), question.port(), plain, names, engine.snapshot));
            } catch (RuntimeException | Error fault) {
                told.completeExceptionally(fault);
            }
        });
        try {
            return explanation(told.get(EXPLAIN_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException fault) {
            throw new IOException("it could not be explained: " + (fault.getCause() == null ? fault : fault.getCause()), fault);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        }
    }

    private boolean isOfStream(int port) {
        return ports(snapshot).stream().anyMatch(each -> each.isStream && each.at.listen().port() == port);
    }

    private static Explanation explanation(Explaining told) {
        var steps = told.trace().all().stream().map(each -> new Explanation.Step(each.what(), each.text(), each.place())).toList();
        var group = told.group();
        var peers = group == null ? List.<Explanation.Peer>of() : group.peers().stream()
                .map(peer -> new Explanation.Peer(peer.name(), peer.state(), peer.backup(), peer.declared().weight())).toList();
        var forecast = told.forecast();
        var choice = forecast == null ? new Explanation.Choice("", false, false, List.of())
                : new Explanation.Choice(forecast.why(), forecast.certain(), forecast.bound(), forecast.order());
        return new Explanation(steps, told.settings(), told.sends(), told.returns(), peers,
                group == null ? "" : group.name() + ", " + group.method(), choice, told.secure());
    }

    /** Listens when it returns. */
    public static Engine start(Options options) throws ConfigException, IOException {
        return start(options, Console.OWN);
    }

    /** The same in a process whose standard output and error are {@code console}. */
    public static Engine start(Options options, Console console) throws ConfigException, IOException {
        return start(new Engine(options, console));
    }

    /** The same beside another engine of this user that listens on the same addresses, after its {@link #letOthersListen}. */
    public static Engine startBeside(Options options) throws ConfigException, IOException {
        return startBeside(options, Console.OWN);
    }

    /** Both. */
    public static Engine startBeside(Options options, Console console) throws ConfigException, IOException {
        var engine = new Engine(options, console);
        engine.letOthersListen();
        return start(engine);
    }

    private static Engine start(Engine engine) throws ConfigException, IOException {
        try {
            engine.begin();
            return engine;
        } catch (ConfigException | IOException failure) {
            engine.close();
            throw failure;
        } catch (RuntimeException | StackOverflowError fault) {
            Faults.report(TAKING, fault);
            engine.close();
            throw ours(fault);
        }
    }

    private void begin() throws ConfigException, IOException {
        var configuration = load();
        var building = build(configuration);
        var first = snapshot(building);
        settle(building);
        WorkerFolders.make(configuration, paths);
        logs.openAll();
        logs.writer.start();
        events.start();
        snapshot = first;
        live.inForce(first);
        Faults.reportTo(this::fault);
        names.start();
        tlsFiles.start();
        live.start();
        CacheFirst.start(first.get(CacheZones.SLOT), first.errorLog);
        first.get(HealthChecks.SLOT).start(first);
        warn(building);
        initialize();
        listenAtLast();
    }

    /** What the first requests need is initialized here: a loop would stand still while another one does it. */
    private static void initialize() {
        ClientConnection.initialize();
        Proxying.initialize();
        try {
            for (var type : List.of(Respond.class, Statuses.class, UriPath.class, ClientConnection.class,
                    RequestHead.class, ResponseHead.class, Chunks.class, HttpDate.class, Matching.class)) {
                MethodHandles.lookup().ensureInitialized(type);
            }
        } catch (IllegalAccessException closed) {
            throw new IllegalStateException(closed);
        }
    }

    private Configuration load() throws ConfigException, IOException {
        var conf = options.conf();
        return Config.load(new Config.Source(conf, conf.toString(), path -> paths.resolve(path), options.globals(), true));
    }

    private Building build(Configuration configuration) {
        return build(configuration, Map.of());
    }

    private Building build(Configuration configuration, Map<Class<?>, Object> more) {
        String hostname;
        try {
            hostname = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            hostname = "localhost";
        }
        var others = new HashMap<Class<?>, Object>(Map.of(Names.class, names, Events.class, events, WatchedFiles.class, tlsFiles,
                Findings.class, counters.findings,
                KeptContexts.class, tlsContexts, Live.class, live, Observer.class, observer));
        others.putAll(more);
        var lasting = new Building.Engine(Modules.ALL, Modules.STREAM, paths, counters, logs, hostname, others);
        return new Building(configuration, lasting, snapshot);
    }

    /** Files that cannot be used surface as an {@link IOException} that names them and the line that wants them. */
    private static Snapshot snapshot(Building building) throws IOException {
        try {
            return building.snapshot(List.of(Groups.SLOT, HealthChecks.SLOT, CacheZones.SLOT, Servers.SLOT, Admission.SLOT, Zones.SLOT));
        } catch (UncheckedIOException unusable) {
            throw unusable.getCause();
        }
    }

    /** Names that are found at once are known before the first request; the others are told. */
    private void settle(Building built) throws IOException {
        for (var roster : rosters(built)) roster.makeState();
        names.awaitFirst(rosters(built));
        for (var roster : rosters(built)) roster.missing().forEach(built::warn);
    }

    private static List<Roster> rosters(Building built) {
        return built.parts().stream().flatMap(part -> part.main(Groups.SLOT).rosters().stream()).toList();
    }

    private static List<Roster> rosters(Snapshot whole) {
        return Groups.everywhere(whole).stream().map(group -> group.roster).toList();
    }

    private void warn(Building built) {
        for (var warning : built.warnings()) snapshot.errorLog.log(Severity.WARN, warning);
    }

    private void fault(Faults.Weight weight, String what, Throwable failure) {
        var current = snapshot;
        if (current == null) return;
        var text = new StringBuilder(what);
        if (failure != null) {
            text.append(": ").append(failure);
            for (int i = 0; i < Math.min(30, failure.getStackTrace().length); i++) text.append(" < ").append(failure.getStackTrace()[i]);
        }
        current.errorLog.log(Severity.valueOf(weight.name()), text.toString());
    }

    // Addresses.

    /** Who listens there may be about to end: {@code nginx -s stop && nginx}. */
    private void listenAtLast() throws IOException {
        for (int left = BIND_TRIES - 1; ; left--) {
            try {
                listen();
                return;
            } catch (BindException failure) {
                if (left == 0 || !failure.getMessage().contains("(" + TAKEN)) throw failure;
                snapshot.errorLog.log(Severity.NOTICE, failure.getMessage() + ", try again to bind() after " + BIND_PAUSE_MILLIS + "ms");
                try {
                    Thread.sleep(BIND_PAUSE_MILLIS);
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                    throw failure;
                }
            }
        }
    }

    /** An address that is listened on, of one of the parts of the configuration: they share no socket. */
    private record Port(Servers.At at, Snapshot part, boolean isStream) {
        String key() {
            return isStream ? "stream " + at.key() : at.key();
        }
    }

    private static List<Port> ports(Snapshot whole) {
        return whole.parts().stream().flatMap(part -> part.get(Servers.SLOT).all().stream()
                .map(at -> new Port(at, part, part != whole))).toList();
    }

    /** On what the snapshot in force has, and is not listened on yet. */
    private void listen() throws IOException {
        var opened = new ArrayList<ListenAddress>();
        var ports = new LinkedHashMap<Integer, Integer>();
        try {
            for (var port : ports(snapshot)) {
                if (addresses.containsKey(port.key()) || isPublishedTwice(port.at.listen())) continue;
                var address = open(port, ports);
                if (address == null) continue;
                addresses.put(port.key(), address);
                opened.add(address);
                if (address.port() != 0) ports.put(port.at.listen().port(), address.port());
            }
        } catch (IOException failure) {
            for (var address : opened) {
                address.drain();
                address.awaitDrained(System.nanoTime() + END_NANOS);
                addresses.values().remove(address);
            }
            throw failure;
        }
    }

    /** {@code listen 80; listen [::]:80;} published on one address is one socket. */
    private boolean isPublishedTwice(Server.Listen listen) {
        var at = options.publish().get(listen.port());
        if (at == null || at.getAddress().isAnyLocalAddress() || listen.unixPath() != null) return false;
        return addresses.keySet().stream().anyMatch(key -> key.endsWith(":" + listen.port()) && !key.startsWith("unix:"));
    }

    /** Null: an IPv6 address on a machine without IPv6, which is told and passed over. */
    private ListenAddress open(Port wanted, Map<Integer, Integer> ports) throws IOException {
        var place = wanted.at;
        var at = published(place, ports);
        var listen = place.listen();
        try {
            var socket = socket(wanted);
            boolean isNew = !(at instanceof InetSocketAddress inet) || isFree(inet.getPort());
            boolean probe = !letsOthersListen && isNew;
            if (wanted.isStream) {
                return ListenAddress.open(new StreamPort(shared, place.key(), listen), socket.backlog(), options(socket), at, probe,
                        ListenAddress.EVERYBODY);
            }
            var port = new HttpPort(shared, place.key(), listen.port());
            var address = ListenAddress.open(new Http(port), socket.backlog(), options(socket), at, probe, who(listen));
            live.listens(place.key(), address.port(), isAdmin(listen), port.zone);
            return address;
        } catch (BindException failure) {
            if (place.among() && isV6(at) && errno(failure).equals(NOT_HERE)) return passOver(place, failure);
            throw new BindException("bind() to " + text(at) + " failed (" + errno(failure) + failure.getMessage() + ") in "
                    + listen.place());
        } catch (SocketException failure) {
            if (isV6(at)) return passOver(place, failure);
            throw new SocketException("bind() to " + text(at) + " failed (" + failure.getMessage() + ") in " + listen.place());
        }
    }

    /** Of a unix socket: the administration server's is for its owner alone. */
    private Set<PosixFilePermission> who(Server.Listen listen) {
        return isAdmin(listen) ? ListenAddress.OWNER : ListenAddress.EVERYBODY;
    }

    private boolean isAdmin(Server.Listen listen) {
        return snapshot.configuration.http().servers().stream().anyMatch(server -> server.listens().contains(listen)
                && server.level().get(Status.OWLBOARD_GUARD) != null);
    }

    private static boolean isV6(SocketAddress at) {
        return at instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet6Address;
    }

    private ListenAddress passOver(Servers.At place, SocketException failure) {
        snapshot.errorLog.log(Severity.WARN, "no IPv6 here: " + place.key() + " in " + place.listen().place() + " is not listened on ("
                + failure.getMessage() + ")");
        return null;
    }

    /** As the one server of this address has it that says how. */
    private static Server.Socket socket(Port port) {
        return port.part.get(Servers.SLOT).all().stream().filter(other -> other.listen().socket().isSet()
                && other.key().equals(port.at.key())).findFirst().orElse(port.at).listen().socket();
    }

    private static SocketOptions options(Server.Socket socket) {
        var probes = socket.keepAlive();
        return new SocketOptions(socket.ipv6Only(), socket.receiveBuffer(), socket.sendBuffer(), socket.deferred(), socket.fastOpen(),
                probes == null ? null : new SocketOptions.KeepAlive(probes.on(), probes.idleSeconds(), probes.intervalSeconds(),
                        probes.probeCount()));
    }

    /** As nginx writes it; the JDK keeps the text alone. */
    private static String errno(BindException failure) {
        return switch (failure.getMessage()) {
            case "Permission denied" -> "13: ";
            case "Address already in use" -> TAKEN;
            case "Cannot assign requested address" -> NOT_HERE;
            case null, default -> "";
        };
    }

    private boolean isFree(int port) {
        return port != 0 && addresses.values().stream().noneMatch(address -> address.port() == port);
    }

    private static String text(SocketAddress at) {
        if (!(at instanceof InetSocketAddress inet)) return "unix:" + at;
        return AddressText.of(inet);
    }

    private SocketAddress published(Servers.At place, Map<Integer, Integer> ports) throws IOException {
        var listen = place.listen();
        if (listen.unixPath() != null) return UnixDomainSocketAddress.of(paths.resolve(listen.unixPath()));
        var at = options.publish().get(listen.port());
        int port = at == null ? listen.port() : at.getPort();
        if (port == 0 && ports.containsKey(listen.port())) port = ports.get(listen.port());
        if (at != null && !at.getAddress().isAnyLocalAddress()) return new InetSocketAddress(at.getAddress(), port);
        if (place.address() != null) return new InetSocketAddress(place.address(), port);
        throw new IOException("host not found in \"" + listen.host() + ':' + listen.port() + "\" of the \"listen\" directive in "
                + listen.place());
    }

    /** The host port that a listen port is published on; 0 when the configuration does not listen on it. */
    public int port(int listenPort) {
        for (var entry : addresses.entrySet()) if (entry.getKey().endsWith(":" + listenPort)) return entry.getValue().port();
        return 0;
    }

    /** Every address that is listened on, as the configuration names it, with where it is bound. */
    public Map<String, SocketAddress> addresses() {
        var all = new LinkedHashMap<String, SocketAddress>();
        addresses.forEach((key, address) -> all.put(key, address.bound()));
        return all;
    }

    public Configuration configuration() {
        return snapshot.configuration;
    }

    /** How many connections of clients are open, one with TLS twice, as it takes twice the heap. From any thread; not to the last one. */
    public long clients() {
        return counters.weight();
    }

    // Life.

    /** What a process asks of a configuration besides, before it is in force. */
    @FunctionalInterface
    public interface Condition {
        /** What is to be warned of. */
        List<String> warnings(Configuration next) throws ConfigException;
    }

    /** Takes the files as they are now. A bad one changes nothing. Requests in flight end on the old configuration. */
    public void reload() throws ConfigException, IOException {
        reload(_ -> List.of());
    }

    /** The same where they fulfil {@code condition}, too. */
    public synchronized void reload(Condition condition) throws ConfigException, IOException {
        int mark = tlsFiles.mark();
        var before = snapshot;
        names.rereadDirectory();
        boolean taken = false;
        rosters(before).forEach(roster -> roster.handOver(true));
        try {
            var configuration = load();
            var warnings = condition.warnings(configuration);
            var built = build(configuration);
            try {
                var next = snapshot(built);
                settle(built);
                WorkerFolders.make(configuration, paths);
                logs.openAll();
                swap(next);
            } catch (IOException | RuntimeException | StackOverflowError unusable) {
                names.forget(rosters(built));
                tlsFiles.keepBefore(mark);
                throw unusable;
            }
            taken = true;
            names.forget(rosters(before));
            tlsFiles.keepAfter(mark);
            for (var warning : warnings) snapshot.errorLog.log(Severity.WARN, warning);
            for (var notice : configuration.notices(Configuration.Severity.WARNING)) snapshot.errorLog.log(Severity.WARN, notice.line());
            warn(built);
            snapshot.errorLog.log(Severity.NOTICE, "configuration reloaded");
        } catch (ConfigException | IOException bad) {
            refuse(bad);
            throw bad;
        } catch (RuntimeException | StackOverflowError unforeseen) {
            fault(Faults.Weight.ALERT, "unexpected failure in " + TAKING, unforeseen);
            var bad = ours(unforeseen);
            refuse(bad);
            throw bad;
        } finally {
            if (!taken) rosters(before).forEach(roster -> roster.handOver(false));
        }
    }

    private void refuse(Exception bad) {
        var why = String.valueOf(bad.getMessage()).lines().findFirst().orElse("");
        snapshot.errorLog.log(Severity.EMERG, why);
        live.refuses(why);
    }

    private void swap(Snapshot next) throws IOException {
        var old = snapshot;
        snapshot = next;
        try {
            listen();
        } catch (IOException | RuntimeException failure) {
            snapshot = old;
            throw failure;
        }
        live.inForce(next);
        CacheFirst.start(next.get(CacheZones.SLOT), next.errorLog);
        old.get(CacheZones.SLOT).end(next.get(CacheZones.SLOT));
        old.get(HealthChecks.SLOT).end();
        for (var upstream : Groups.everywhere(next)) upstream.takeForce();
        var wanted = ports(next).stream().map(Port::key).collect(Collectors.toSet());
        next.get(HealthChecks.SLOT).start(next);
        for (var entry : List.copyOf(addresses.entrySet())) {
            if (!wanted.contains(entry.getKey())) leave(entry.getKey());
            else entry.getValue().closeOutdated();
        }
        var patience = old.configuration.main().get(Core.WORKER_SHUTDOWN_TIMEOUT);
        if (patience != null && patience > 0) oldRequests.mayLast(patience);
    }

    private synchronized void endOlderThan(long nanos) {
        for (var address : all()) address.endOlderThan(nanos);
    }

    private void leave(String key) {
        long until = System.nanoTime() + END_NANOS;
        leaving.removeIf(address -> address.openConnections(until) == 0);
        live.leaves(key);
        var address = addresses.remove(key);
        address.drain();
        address.awaitDrained(until);
        leaving.add(address);
    }

    /** Those that are left, too. */
    private List<ListenAddress> all() {
        return Stream.concat(addresses.values().stream(), leaving.stream()).toList();
    }

    /** From now on another process of this user may listen on the same addresses, for an upgrade: connections are spread over both. */
    public void letOthersListen() {
        letsOthersListen = true;
    }

    /** For WINCH: connections end after the request they are in, and no more come, until {@link #reload} listens again. */
    public synchronized void stopAccepting() {
        for (var key : List.copyOf(addresses.keySet())) leave(key);
    }

    /** For USR1, after logs were renamed. */
    public void reopenLogs() {
        try {
            logs.reopenAll();
        } catch (IOException failure) {
            snapshot.errorLog.log(Severity.ALERT, "reopening logs: " + failure.getMessage());
        }
    }

    /** Stops accepting and lets requests end; false when {@code grace} ran out before they had. */
    public synchronized boolean quit(Duration grace) {
        long until = System.nanoTime() + grace.toNanos();
        for (var address : all()) address.drain();
        for (var address : all()) address.awaitDrained(until);
        boolean empty = openConnections(until) == 0;
        while (!empty && System.nanoTime() < until) {
            LockSupport.parkNanos(20_000_000);
            for (var address : all()) if (address.openConnections(until) > 0) address.closeIdle(until);
            empty = openConnections(until) == 0;
        }
        close();
        return empty;
    }

    private int openConnections(long until) {
        return all().stream().mapToInt(address -> address.openConnections(until)).sum();
    }

    /** Ends everything now, whatever the loops do: it waits for them 1 s at most. Idempotent. */
    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        oldRequests.close();
        long until = System.nanoTime() + END_NANOS;
        for (var address : all()) address.drain();
        for (var address : all()) address.closeAll(until);
        while (openConnections(until) > 0 && System.nanoTime() < until) LockSupport.parkNanos(2_000_000);
        for (var address : all()) address.awaitDrained(until);
        observer.close();
        live.close();
        names.close();
        tlsFiles.close();
        if (snapshot != null) {
            snapshot.get(HealthChecks.SLOT).end();
            for (var upstream : Groups.everywhere(snapshot)) upstream.closeIdle();
            snapshot.get(CacheZones.SLOT).end(null);
        }
        events.close();
        crowds.forEach((loop, crowd) -> loop.noLongerAtTurnEnd(crowd.turnEnd()));
        logs.writer.close();
    }
}
