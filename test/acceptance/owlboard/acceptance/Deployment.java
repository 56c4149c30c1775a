package owlboard.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import owlboard.harness.Tree;
import owlboard.topology.Topology;

/**
 * The topology of the image's own {@code conf/}, all ports free ones, in a folder of its own; the stores only where a test asks for them,
 * to be quick: without the address of a store a service keeps what it is told in memory. Closing it ends it and fails when a process is
 * left.
 */
final class Deployment implements AutoCloseable {
    private static final List<String> ROLES = List.of("load_balancer", "api_gateway_1", "api_gateway_2", "api_gateway_3", "api_gateway_4",
            "user_service", "canvas_service", "chat_service", "comments_service", "nextjs_frontend", "mobile_frontend", "certs");
    static final List<String> STORES = List.of("mysql_db", "postgres_db", "mongo_db", "redis_db", "rabbitmq");

    /** A line of {@code ps}; pid 0 and no health where nothing runs. */
    record Role(String name, long pid, String state, String health, long restarts, Map<Integer, Integer> ports) {
        boolean isHealthy() {
            return health.equals("healthy");
        }
    }

    private final Path folder;
    private final boolean stores;
    private final Path topology;
    private List<String> roles;
    private final Map<ProcessHandle, String> seen = new LinkedHashMap<>(); // a number may be another's by now

    Deployment(Path folder) throws IOException {
        this(folder, false);
    }

    Deployment(Path folder, boolean stores) throws IOException {
        this.folder = folder;
        this.stores = stores;
        topology = folder.resolve("topology.conf");
        var own = Files.readString(Image.conf("topology.conf")).replaceAll("(?<=publish |\\d )\\d+:(\\d+)", "0:$1")
                .replaceAll("conf (lb|gateway)\\.conf;", "conf patient/$1.conf;")
                .replaceAll("conf (\\w+\\.conf);", "conf " + Image.folder() + "/conf/$1;");
        for (var name : List.of("lb.conf", "gateway.conf")) Folders.write(folder.resolve("patient"), name, Image.patient(name));
        if (!own.contains("publish 0:")) {
            throw new AssertionError("the image's topology.conf publishes its ports in another form than expected:\n" + own);
        }
        Files.writeString(topology, stores ? own : withoutStores(own));
    }

    /** {@code owlboard up -d WORDS}, which must find all healthy. */
    static Deployment up(Path folder, String... words) throws Exception {
        return up(new Deployment(folder), words);
    }

    /** No more than these roles, to be quick. */
    Deployment only(String... names) throws IOException {
        roles = List.of(names);
        var all = Files.readString(topology);
        var kept = Pattern.compile("role (\\w+) \\{[^}]*\\}").matcher(all)
                .replaceAll(role -> roles.contains(role.group(1)) ? Matcher.quoteReplacement(role.group()) : "");
        Files.writeString(topology, kept);
        return this;
    }

    /** All but these roles, which the test has no use for. */
    Deployment without(String... names) throws IOException {
        var kept = new ArrayList<>(roles());
        kept.removeAll(List.of(names));
        return only(kept.toArray(String[]::new));
    }

    /** The same as {@link #up(Path, String...)} of one that was made smaller. */
    static Deployment up(Deployment deployment, String... words) throws Exception {
        try {
            deployment.owlboard(up("-d", words)).exits(0);
            return deployment;
        } catch (Exception | AssertionError failed) {
            deployment.close();
            throw failed;
        }
    }

    private static String withoutStores(String topology) {
        var text = topology.replaceAll("(?s)role \\w+ \\{\\s*type (mysql|postgres|mongo|redis|rabbitmq);.*?\\}", "")
                .replaceAll("(?m)^ *(after|env) .*;$", "");
        for (var store : STORES) {
            if (text.contains("role " + store)) {
                throw new AssertionError("the image's topology.conf has its stores in another form than expected:\n" + topology);
            }
        }
        return text;
    }

    private static String[] up(String first, String... words) {
        var all = new ArrayList<>(List.of("up", first));
        all.addAll(List.of(words));
        return all.toArray(String[]::new);
    }

    /** Their names, in the topology's order. */
    List<String> roles() {
        if (roles != null) return roles;
        var roles = new ArrayList<>(ROLES);
        if (stores) roles.addAll(roles.indexOf("certs"), STORES);
        return roles;
    }

    Path topology() {
        return topology;
    }

    Path state() {
        return folder.resolve("run");
    }

    /** {@code owlboard WORDS} with this state folder, and for {@code up} this topology; in this process where it starts none. */
    Image.Said owlboard(String... words) throws IOException, InterruptedException {
        return words[0].equals("up") ? typed(words) : Image.here(words(words));
    }

    /** The same as a process of the image, whatever the words are: as a person types it. */
    Image.Said typed(String... words) throws IOException, InterruptedException {
        return Image.owlboard(folder, words(words));
    }

    Background inBackground(String... words) throws IOException {
        return Background.owlboard(folder, words(words));
    }

    private String[] words(String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--state", state().toString()));
        if (words[0].equals("up")) all.addAll(List.of("--topology", topology.toString()));
        return all.toArray(String[]::new);
    }

    /** What {@code owlboard ps} says, asked without a process of its own: whoever waits for a state asks often. */
    List<Role> ps() {
        var roles = new ArrayList<Role>();
        var said = new ByteArrayOutputStream();
        var out = new PrintStream(said, true, StandardCharsets.UTF_8);
        var told = new ByteArrayOutputStream();
        int code = Topology.run(List.of("ps", "--format", "json", "--state", state().toString()), out,
                new PrintStream(told, true, StandardCharsets.UTF_8));
        var text = said.toString(StandardCharsets.UTF_8);
        if (!text.startsWith("[]")) new Image.Said(code, text + told.toString(StandardCharsets.UTF_8)).exits(0);
        for (var entry : (List<?>) Client.parsed(text)) {
            var row = (Map<?, ?>) entry;
            var pid = (Long) row.get("pid");
            var health = (String) row.get("health");
            var role = new Role((String) row.get("name"), pid == null ? 0 : pid, (String) row.get("state"), health == null ? "" : health,
                    (Long) row.get("restarts"), ports((String) row.get("ports")));
            roles.add(role);
            if (role.pid() > 0) ProcessHandle.of(role.pid()).ifPresent(process -> seen.put(process, role.name()));
        }
        return roles;
    }

    /** Listen port to the port of this machine, of {@code 0.0.0.0:8000->80/tcp, ...}. */
    private static Map<Integer, Integer> ports(String text) {
        var ports = new TreeMap<Integer, Integer>();
        for (var part : text.split(", ")) {
            var numbers = part.replaceFirst("^.*:(\\d+)->(\\d+)/tcp$", "$1 $2").split(" ");
            if (numbers.length == 2) ports.put(Integer.valueOf(numbers[1]), Integer.valueOf(numbers[0]));
        }
        return ports;
    }

    Role role(String name) {
        return ps().stream().filter(role -> role.name().equals(name)).findFirst()
                .orElseThrow(() -> new AssertionError("ps does not name " + name));
    }

    boolean allHealthy() {
        var roles = ps();
        return roles.size() == roles().size() && roles.stream().allMatch(Role::isHealthy);
    }

    /** The load balancer's port of this machine. */
    int port(int listen) throws IOException, InterruptedException {
        return port("load_balancer", listen);
    }

    int port(String role, int listen) throws IOException, InterruptedException {
        return role(role).ports().get(listen);
    }

    /** What {@code ps} has shown so far and still runs, with its name. */
    List<String> left() {
        return seen.entrySet().stream().filter(entry -> entry.getKey().isAlive() && runs(entry.getKey().pid()))
                .map(entry -> entry.getValue() + " (pid " + entry.getKey().pid() + ")").toList();
    }

    /** A zombie, which nobody but its new parent can end, does not run. */
    private static boolean runs(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException gone) {
            return Files.notExists(Path.of("/proc/self")) && ProcessHandle.of(pid).isPresent();
        }
    }

    @Override public void close() throws Exception {
        ps();
        owlboard("down").exits(0);
        Await.until("nothing is left behind by down", this::left, List::isEmpty); // who was replaced may still end its requests
        if (Files.exists(state())) Tree.delete(state());
    }
}
