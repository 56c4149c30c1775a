package owlboard.drill.edge;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import owlboard.drill.traffic.Wire;
import owlboard.topology.Run;
import owlboard.topology.Topology;

/** What is drilled. Closing it ends a topology that was started for the drill, and nothing else. */
public final class Edge implements AutoCloseable {
    private static final int PROBE_MILLIS = 5000;
    private static final int RUN_SECONDS = 10;
    private static final String PROBER = "127.0.25.2";
    /** In the state folder of a balancer, which shows its lines on the page: {@code MILLIS TEXT}. */
    private static final String DIARY = "drills.log";
    private static final long DIARY_BYTES = 64 << 10;

    private final String title;
    private final InetSocketAddress address;
    private final String path;
    private final Run run;
    private final Path conf;
    private final Lease lease;

    private Edge(String title, InetSocketAddress address, String path, Run run, Own own) {
        this.title = title;
        this.address = address;
        this.path = path;
        this.run = run;
        this.conf = own == null ? null : own.conf;
        this.lease = own == null ? null : own.lease;
    }

    /** What was started for the drill. */
    private record Own(Path conf, Lease lease) {}

    /** The topology of the state folder when one runs there, otherwise one of its own. */
    public static Edge here(Path state, PrintStream told) throws IOException {
        var run = Run.in(state);
        return run.isPresent() ? of(run.get(), "the topology of " + run.get().folder(), null) : own(told);
    }

    /** Whatever answers there; http alone. */
    public static Edge at(URI url) throws IOException {
        int port = url.getPort() < 0 ? 80 : url.getPort();
        var address = new InetSocketAddress(url.getHost(), port);
        if (address.isUnresolved()) throw new IOException("there is no host " + url.getHost());
        var target = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        try (var wire = Wire.to(address, PROBER, PROBE_MILLIS)) {
            wire.ask("GET", "/api/comments/health", "Connection: close\r\n", "");
            boolean board = target.equals("/") && wire.answer().status() == 200;
            return new Edge(url.toString(), address, board ? "" : target, null, null);
        } catch (IOException failed) {
            throw new IOException(url + " does not answer: " + failed.getMessage(), failed);
        }
    }

    private static Edge of(Run run, String title, Own own) throws IOException {
        var balancer = balancer(run).orElseThrow(() -> new IOException("no load balancer runs in " + run.folder()
                + "; start it: owlboard start load_balancer"));
        var ports = balancer.ports();
        int port = ports.getOrDefault(80, ports.values().iterator().next());
        return new Edge(title, new InetSocketAddress("127.0.0.1", port), "", run, own);
    }

    private static Optional<Run.Member> balancer(Run run) throws IOException {
        return run.members().stream().filter(member -> member.type().equals("lb") && !member.ports().isEmpty()).findFirst();
    }

    /**
     * Its files are the image's own, but for the seconds that a connect may take, as a busy machine is no fault; its ports are free ones.
     * No stores and no pages, which no drill asks.
     */
    private static Edge own(PrintStream told) throws IOException {
        var home = Path.of(System.getProperty("java.home"));
        var folder = Files.createTempDirectory("owlboard-drill");
        var state = folder.resolve("run");
        var conf = patient(home.resolve("conf/lb.conf"), folder);
        var gateways = patient(home.resolve("conf/gateway.conf"), folder);
        var lease = Lease.of("\"$1\" down --state \"$2\"; rm -rf \"$3\"", launcher(), state.toString(), folder.toString());
        try {
            told.println("Starting a topology for the drill in " + folder);
            var words = List.of("up", "-d", "--state", state.toString(), "--topology", home.resolve("conf/drill.conf").toString(),
                    "--lb-conf", conf.toString(), "--gateway-conf", gateways.toString());
            var said = new Said();
            int code = Topology.run(words, said.stream(), said.stream());
            if (code != 0) throw new IOException("the drill's own topology does not start:\n" + said);
            var run = Run.in(state).orElseThrow(() -> new IOException("the drill's own topology has ended"));
            return of(run, "its own topology", new Own(conf, lease));
        } catch (IOException | RuntimeException failed) {
            lease.close();
            throw failed;
        }
    }

    private static Path patient(Path own, Path folder) throws IOException {
        var text = Files.readString(own).replaceAll("proxy_connect_timeout \\d+s;", "proxy_connect_timeout 10s;")
                .replaceAll("proxy_next_upstream_timeout \\d+s;", "proxy_next_upstream_timeout 30s;");
        return Files.writeString(folder.resolve(own.getFileName()), text);
    }

    /** The image's own start script. */
    public static String launcher() {
        return System.getProperty("owlboard.launcher", Path.of(System.getProperty("java.home"), "bin/owlboard").toString());
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** Where clients connect. */
    public InetSocketAddress address() {
        return address;
    }

    /** Empty where OwlBoard's services are behind it; otherwise the one thing to ask for. */
    public String path() {
        return path;
    }

    /** Empty for a URL. */
    public Optional<Run> run() {
        return Optional.ofNullable(run);
    }

    /** Nobody else uses it, and its balancer's file may be changed. */
    public boolean isOwn() {
        return conf != null;
    }

    /** The balancer's file, of one's own topology. */
    public Path conf() {
        return conf;
    }

    /** What the balancer says now. */
    public Standing standing() {
        return Standing.of(address);
    }

    /** Roles of a type. */
    public List<Run.Member> members(String type) throws IOException {
        return run.members().stream().filter(member -> member.type().equals(type)).toList();
    }

    /** One role, as it is now. */
    public Run.Member member(String name) throws IOException {
        return run.members().stream().filter(member -> member.name().equals(name)).findFirst()
                .orElseThrow(() -> new IOException("there is no role " + name + " any more"));
    }

    /** {@code owlboard COMMAND NAMES}. */
    public void have(String command, List<String> names, Consumer<String> told) throws IOException {
        run.have(command, names, told);
    }

    /** Tells the balancers, for the time lines of their pages; what cannot be written there is left out, as no drill depends on it. */
    public void tellBalancers(String text) {
        if (run == null) return;
        try {
            for (var balancer : members("lb")) note(run.stateOf(balancer.name()).resolve(DIARY), text);
        } catch (IOException away) {
            // the report tells the same
        }
    }

    /** Where it has grown long, in place of what it held. */
    static void note(Path diary, String text) throws IOException {
        boolean isLong = Files.exists(diary) && Files.size(diary) > DIARY_BYTES;
        var line = System.currentTimeMillis() + " " + text.replaceAll("\\s+", " ") + "\n";
        var how = isLong ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND;
        Files.writeString(diary, line, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
    }

    /** Sends a signal by its name without SIG: STOP. */
    public static void signal(String name, long pid) throws IOException {
        run("/bin/sh", "-c", "kill -" + name + " " + pid);
    }

    /** Another program, which must end well within a few seconds. */
    public static void run(String... words) throws IOException {
        var process = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try {
            if (!process.waitFor(RUN_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", words) + " failed");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Its state folder, for a command line. */
    public String state() {
        return run.folder().toString();
    }

    /** What runs as the balancer; for signals. */
    public Run.Member balancer() throws IOException {
        return balancer(run).orElseThrow(() -> new IOException("no load balancer runs"));
    }

    /** CPU time of the balancer so far, where it runs on this machine. */
    public Spent spent() throws IOException {
        var time = run == null ? Optional.<Duration>empty()
                : ProcessHandle.of(balancer().pid()).flatMap(process -> process.info().totalCpuDuration());
        return new Spent(time.map(Duration::toNanos).orElse(-1L), System.nanoTime());
    }

    @Override public void close() throws IOException {
        if (lease != null) lease.close();
    }
}
