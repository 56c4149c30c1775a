package owlboard.topology;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import owlboard.certs.Certs;
import owlboard.certs.CertsException;
import owlboard.certs.Wrapped;
import owlboard.json.Json;

/** {@code owlboard doctor}: looks at what runs from its user's side, and says of each thing how it is, and what to do. */
final class Doctor {
    static final String HELP = """
            usage: owlboard doctor [--json] [--state DIR]

            Looks at the topology that owlboard up runs as its users do: roles, health on every published port, spread over the gateways,
            CORS, WebSockets, what can be reached from outside, certificates, clock, limits, disk. It asks with a few GET requests and
            changes nothing.

              --json        an array with one object per check: check, verdict (ok, warn, bad), text, remedy
              --state DIR   the state folder of that up (default ./run)

            Example: owlboard doctor && echo all is well

            Exit codes: 0 nothing is bad, 1 something is, 2 wrong command line.
            """;
    private static final Flags.Known KNOWN = new Flags.Known(Set.of("--state"), Set.of("--json"), Map.of(), false);
    private static final String SAMPLE = "/api/users/";
    private static final int ROUNDS = 8;
    private static final long FILES_LEAST = 4096;
    private static final long DISK_WARN_BYTES = 1L << 30;
    private static final long DISK_BAD_BYTES = 100L << 20;
    private static final int REACH_MILLIS = 500;
    private static final long CLOCK_SECONDS = 60;

    enum Verdict { OK, WARN, BAD }

    /** {@code remedy} is empty where all is well. */
    record Check(String name, Verdict verdict, String text, String remedy) {}

    private final State state;
    private final List<Check> checks = new ArrayList<>();

    private Doctor(State state) {
        this.state = state;
    }

    static int run(List<String> words, PrintStream out) throws Complaint {
        var flags = Flags.parse("doctor", words, KNOWN);
        var doctor = new Doctor(State.at(Path.of(flags.value("--state", "run"))));
        doctor.look();
        if (flags.has("--json")) doctor.json(out);
        else doctor.text(Terminal.of(out));
        return doctor.checks.stream().anyMatch(check -> check.verdict == Verdict.BAD) ? 1 : 0;
    }

    private void look() throws Complaint {
        var running = Running.of(state);
        var left = running.isPresent() ? List.<Left>of() : Left.running(state);
        if (!left.isEmpty()) {
            add("runs", Verdict.BAD, Left.found(left, state), Left.again(state) + ", or end them: " + state.command("down"));
        } else if (running.isEmpty()) {
            var others = Elsewhere.folders(state);
            add("runs", Verdict.BAD, "nothing runs in " + state.folder(), others.isEmpty() ? state.command("up")
                    : state.command("up") + ", or for what runs in another folder: owlboard doctor --state "
                            + String.join(" or owlboard doctor --state ", others.stream().map(State::word).toList()));
        } else {
            try {
                roles(Asking.asked(running.get()));
            } catch (IOException gone) {
                silent(running.get(), gone);
            }
        }
        certificates();
        clock();
        disk();
        add("version", Verdict.OK, "owlboard on Java " + Runtime.version().feature() + ", " + Runtime.getRuntime().availableProcessors()
                + " processors", "");
    }

    /** What can be told all the same. */
    private void silent(Running running, IOException gone) throws Complaint {
        long pid = running.who().pid();
        boolean held = Held.is(pid);
        add("runs", Verdict.BAD, "the supervisor (pid " + pid + ") " + (held ? "is " + Held.WORDS : "does not answer: "
                + Complaint.reason(gone)), held ? Held.remedy(pid) : again());
        for (var role : Left.running(state)) {
            if (Held.is(role.who().pid())) add("role", Verdict.BAD, role.name() + " is " + Held.WORDS, Held.remedy(role.who().pid()));
        }
        names();
        findings();
    }

    private void roles(List<Status> statuses) throws Complaint {
        checks.addAll(Ailing.of(statuses, state));
        for (var status : statuses) {
            if (status.restarts() > 0) {
                add("restarts", Verdict.WARN, status.name() + " was started again " + status.restarts()
                        + (status.restarts() == 1 ? " time" : " times"), state.command("logs "
                        + status.name()));
            }
        }
        var edges = statuses.stream().filter(status -> status.role().equals(Role.Type.LB.word())).toList();
        if (edges.isEmpty()) add("ports", Verdict.WARN, "no load balancer runs", "a role of type lb in the topology");
        for (var edge : edges) edge(edge, statuses);
        names();
        outside(statuses.stream().flatMap(status -> published(status).stream()).map(address -> URI.create(address).getPort()).toList());
        for (var edge : edges) openFiles(edge);
        findings();
    }

    // What a client of the balancer sees.

    private void edge(Status edge, List<Status> statuses) {
        var addresses = published(edge);
        for (var address : addresses) health(URI.create(address));
        var first = addresses.stream().filter(address -> address.startsWith("http:")).findFirst();
        if (first.isEmpty()) return;
        var at = URI.create(first.get());
        try {
            spread(at, statuses);
            cors(at);
            webSocket(at, statuses);
        } catch (IOException cause) {
            add("requests", Verdict.BAD, at + SAMPLE + ": " + Complaint.reason(cause), state.command("logs load_balancer"));
        }
    }

    /** Its addresses for everybody; others are for this machine alone. */
    private static List<String> published(Status status) {
        return Stream.of(status.addresses().split(" +")).filter(address -> address.contains("://localhost:")).toList();
    }

    private void health(URI at) {
        if (at.getPort() < 0 || !at.getScheme().equals("http")) return;
        try {
            var answer = Answered.get(at, "/health");
            boolean well = answer.status() == 200;
            add("health", well ? Verdict.OK : Verdict.BAD, at + "/health answers " + answer.status(),
                    well ? "" : state.command("logs load_balancer"));
        } catch (IOException cause) {
            add("health", Verdict.BAD, at + "/health: " + Complaint.reason(cause), state.command("ps") + ", "
                    + state.command("logs load_balancer"));
        }
    }

    private void spread(URI at, List<Status> statuses) throws IOException {
        var gateways = statuses.stream().filter(status -> status.role().equals(Role.Type.GATEWAY.word()) && status.healthy()).toList();
        if (gateways.isEmpty()) return;
        var seen = new TreeMap<String, Integer>();
        int failed = 0;
        for (int i = 0; i < ROUNDS * gateways.size(); i++) {
            var answer = Answered.get(at, SAMPLE);
            if (answer.status() >= 500) failed++;
            answer.all("X-Upstream-Server").forEach(tried -> seen.merge(answering(tried), 1, Integer::sum));
        }
        int asked = ROUNDS * gateways.size();
        if (failed > 0) add("requests", Verdict.BAD, failed + " of " + asked + " requests of " + SAMPLE + " failed",
                state.command("logs '*'") + " | grep error");
        else add("requests", Verdict.OK, asked + " requests of " + SAMPLE + ", none failed", "");
        if (seen.isEmpty()) {
            add("spread", Verdict.WARN, "answers do not say which gateway they are from",
                    "add_header X-Upstream-Server $upstream_addr always;");
            return;
        }
        boolean all = seen.size() >= gateways.size();
        add("spread", all ? Verdict.OK : Verdict.WARN, seen.size() + " of " + gateways.size() + " gateways answered: " + seen,
                all ? "" : "owlboard explain " + at + SAMPLE + " names the candidates; the status page says who is out");
    }

    /** Of all that were tried, {@code a:80, b:80}, the last one. */
    static String answering(String tried) {
        return tried.substring(tried.lastIndexOf(' ') + 1);
    }

    private void cors(URI at) throws IOException {
        var answer = Answered.get(at, SAMPLE, "Connection: close", "Origin: http://elsewhere.example");
        var lines = answer.all("Access-Control-Allow-Origin");
        if (answer.status() >= 500 && lines.isEmpty()) return;  // there is nobody to say it, which is told already
        switch (lines.size()) {
            case 0 -> add("CORS", Verdict.WARN, "no Access-Control-Allow-Origin: pages of other sites cannot call",
                    "add_header in the gateway's server");
            case 1 -> add("CORS", Verdict.OK, "Access-Control-Allow-Origin once: " + lines.getFirst(), "");
            default -> add("CORS", Verdict.BAD, "Access-Control-Allow-Origin " + lines.size() + " times: browsers refuse such answers",
                    "one hop says it; proxy_hide_header there hides the service's");
        }
    }

    private void webSocket(URI at, List<Status> statuses) throws IOException {
        if (statuses.stream().noneMatch(status -> status.role().equals(Role.Type.CHAT.word()))) return;
        var answer = Answered.get(at, "/api/chat/ws/doctor?user_id=0&username=doctor", "Connection: Upgrade", "Upgrade: websocket",
                "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: b3dsYm9hcmQtZG9jdG9yIQ==");
        boolean open = answer.status() == 101;
        add("WebSocket", open ? Verdict.OK : Verdict.BAD, "an upgrade of /api/chat/ws is answered " + answer.status(),
                open ? "" : "owlboard explain -H 'Connection: Upgrade' -H 'Upgrade: websocket' " + at + "/api/chat/ws/doctor");
    }

    // What the machine shows.

    /** Each name that configurations use has an address here. */
    private void names() {
        try {
            var known = Files.readAllLines(state.endpoints()).stream().filter(line -> !line.startsWith("#")).toList();
            add("names", known.isEmpty() ? Verdict.BAD : Verdict.OK, known.size() + " names are in the endpoint directory",
                    known.isEmpty() ? again() : "");
        } catch (IOException cause) {
            add("names", Verdict.BAD, state.endpoints() + ": " + Complaint.reason(cause), again());
        }
    }

    /** What is not published is for this machine alone. */
    private void outside(List<Integer> published) {
        var open = new ArrayList<String>();
        int looked = 0;
        try {
            var outer = NetworkInterface.networkInterfaces().filter(Doctor::isUp).flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress()).limit(4).toList();
            for (var line : Files.readAllLines(state.endpoints())) {
                var words = line.split(" ");
                if (line.startsWith("#") || words.length < 2 || !words[1].startsWith(Probe.LOOPBACK + ":")) continue;
                int port = Integer.parseInt(words[1].substring(words[1].lastIndexOf(':') + 1));
                if (published.contains(port)) continue;
                looked++;
                for (var address : outer) if (isReached(new InetSocketAddress(address, port))) open.add(words[0]);
            }
        } catch (IOException cause) {
            add("isolation", Verdict.WARN, "not known: " + Complaint.reason(cause), state.command("ps"));
            return;
        }
        add("isolation", open.isEmpty() ? Verdict.OK : Verdict.BAD, open.isEmpty() ? looked + " inner ports are closed to other machines"
                : "reached from outside: " + String.join(", ", open), open.isEmpty() ? "" : "listen on 127.0.0.1 only, or a firewall");
    }

    private static boolean isUp(NetworkInterface each) {
        try {
            return each.isUp() && !each.isLoopback();
        } catch (IOException gone) {
            return false;
        }
    }

    private static boolean isReached(InetSocketAddress address) {
        try (var socket = new Socket()) {
            socket.connect(address, REACH_MILLIS);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    /** What balancers and gateways have seen while they served: once for all that say the same. */
    private void findings() throws Complaint {
        var seen = new TreeMap<String, List<String>>();
        int telling = 0;
        for (var role : Left.running(state)) {
            if (!role.ports().containsKey(Placed.ADMIN)) continue;
            var told = FindingsNow.of(role.ports().get(Placed.ADMIN));
            if (told == null) continue;
            telling++;
            told.forEach(one -> seen.computeIfAbsent(one.id() + ": " + one.text(), _ -> new ArrayList<>()).add(role.name()));
        }
        boolean none = telling > 0 && seen.isEmpty();
        if (none) add("findings", Verdict.OK, telling + " proxies have seen no fault that owlboard lint knows", "");
        seen.forEach((what, roles) -> {
            var id = what.substring(0, what.indexOf(": "));
            add("findings", Verdict.WARN, String.join(", ", roles) + ": " + what.substring(id.length() + 2), "owlboard lint why " + id);
        });
    }

    private void openFiles(Status edge) {
        try {
            var line = Files.readAllLines(Path.of("/proc", Long.toString(edge.pid()), "limits")).stream()
                    .filter(each -> each.startsWith("Max open files")).findFirst().orElse("");
            var most = line.replaceFirst("Max open files +", "").split(" +")[0];
            boolean enough = most.equals("unlimited") || Long.parseLong(most) >= FILES_LEAST;
            add("open files", enough ? Verdict.OK : Verdict.WARN, edge.name() + " may have " + most + " open files: two for each client",
                    enough ? "" : "ulimit -n 65536 before owlboard up, or LimitNOFILE= of its unit");
        } catch (IOException | NumberFormatException unknown) {
            add("open files", Verdict.OK, "not known on this system", "");
        }
    }

    private void certificates() {
        if (!Files.isDirectory(state.certificates())) {
            add("certificates", Verdict.OK, "none are kept in " + state.certificates(), "");
            return;
        }
        try {
            var held = Certs.held(state.certificates());
            var wrong = held.stream().filter(each -> !each.wrong().isEmpty()).toList();
            for (var each : wrong) {
                int colon = each.wrong().indexOf(": ");
                add("certificates", Verdict.BAD, each.wrong().substring(0, Math.max(0, colon)), each.wrong().substring(colon + 2));
            }
            var due = held.stream().filter(each -> each.wrong().isEmpty() && each.isDue()).map(Certs.Held::name).toList();
            if (!due.isEmpty()) add("certificates", Verdict.WARN, "to be renewed: " + String.join(", ", due), "owlboard certs init --dir "
                    + state.certificates() + "; a role of type certs does it by itself");
            else if (wrong.isEmpty()) add("certificates", Verdict.OK, held.size() + " can be used, none is to be renewed", "");
        } catch (CertsException unreadable) {
            add("certificates", Verdict.BAD, unreadable.getMessage(), "owlboard certs verify --dir " + state.certificates());
        }
    }

    /** What it says makes certificates expired, or not valid yet; what is here cannot have been written later than now. */
    private void clock() {
        var now = Instant.now();
        var latest = Stream.concat(Stream.of(Path.of(System.getProperty("java.home"), "lib/modules")), written())
                .max(Comparator.comparing(Doctor::changed)).orElseThrow();
        boolean early = changed(latest).isAfter(now.plusSeconds(CLOCK_SECONDS));
        add("clock", early ? Verdict.BAD : Verdict.OK, "it is " + now.truncatedTo(ChronoUnit.SECONDS) + (early ? " here, and " + latest
                + " was written " + changed(latest).truncatedTo(ChronoUnit.SECONDS) : ""), early ? "set it: timedatectl set-ntp true" : "");
    }

    /** Of the state folder: who runs, and what they say. */
    private Stream<Path> written() {
        return Stream.of(state.folder(), state.folder().resolve("logs")).flatMap(folder -> {
            try (var files = Files.list(folder)) {
                return files.toList().stream();
            } catch (IOException none) {
                return Stream.empty();
            }
        });
    }

    private static Instant changed(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException gone) {
            return Instant.EPOCH;
        }
    }

    private void disk() {
        try {
            var there = state.folder();
            while (!Files.exists(there)) there = there.getParent();
            long free = Files.getFileStore(there).getUsableSpace();
            var verdict = free < DISK_BAD_BYTES ? Verdict.BAD : Verdict.WARN;
            if (free >= DISK_WARN_BYTES) verdict = Verdict.OK;
            add("disk", verdict, (free >> 20) + " MB are free at " + there,
                    verdict == Verdict.OK ? "" : "make room: journals, logs and caches grow");
        } catch (IOException cause) {
            add("disk", Verdict.WARN, "not known: " + Complaint.reason(cause), "df " + state.folder());
        }
    }

    // Telling.

    private void add(String name, Verdict verdict, String text, String remedy) {
        checks.add(new Check(name, verdict, text, remedy));
    }

    private String again() {
        return state.command("down") + ", then " + state.command("up");
    }

    private void text(Terminal terminal) {
        for (var check : checks) {
            var word = switch (check.verdict) {
                case OK -> terminal.good("ok  ");
                case WARN -> terminal.bad("warn");
                case BAD -> terminal.bad("bad ");
            };
            var line = "    " + "  " + check.name + " ".repeat(Math.max(2, 14 - check.name.length())) + check.text;
            terminal.line(word + Wrapped.fit(line, terminal.columns()).substring(4));
            if (!check.remedy.isEmpty()) terminal.line(Wrapped.fit(" ".repeat(20) + "-> " + check.remedy, terminal.columns()));
        }
        long bad = checks.stream().filter(check -> check.verdict == Verdict.BAD).count();
        long warnings = checks.stream().filter(check -> check.verdict == Verdict.WARN).count();
        terminal.line(checks.size() + " checks: " + bad + " bad, " + warnings + " to look at");
    }

    private void json(PrintStream out) {
        out.print(Json.rows(checks.stream().map(check -> Json.object("check", check.name, "verdict",
                check.verdict.name().toLowerCase(Locale.ROOT), "text", check.text, "remedy", check.remedy)).toList()));
    }
}
