package owlboard.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** A topology that runs under a supervisor, for other programs: its roles, and the commands that change them. */
public final class Run {
    private static final Pattern PUBLISHED = Pattern.compile("(\\d{1,5})->(\\d{1,5})/tcp");

    private final State state;
    private final Running running;

    private Run(State state, Running running) {
        this.state = state;
        this.running = running;
    }

    /**
     * A role.
     *
     * @param type    as after {@code --role}
     * @param pid     0 where no process runs
     * @param healthy as it was asked last
     * @param ports   listen port to the port of this machine
     */
    public record Member(String name, String type, long pid, boolean healthy, Map<Integer, Integer> ports) {}

    /**
     * Empty when nobody supervises the state folder.
     *
     * @throws IOException when what the folder says of its supervisor cannot be read
     */
    public static Optional<Run> in(Path folder) throws IOException {
        var state = State.at(folder);
        try {
            return Running.of(state).map(running -> new Run(state, running));
        } catch (Complaint complaint) {
            throw new IOException(complaint.getMessage(), complaint);
        }
    }

    /** The state folder, absolute. */
    public Path folder() {
        return state.folder();
    }

    /** The process that supervises. */
    public long pid() {
        return running.who().pid();
    }

    /**
     * All roles, as {@code owlboard ps} orders them; nobody is asked for its health now.
     *
     * @throws IOException when the supervisor does not answer
     */
    public List<Member> members() throws IOException {
        return Asking.statuses(running).stream()
                .map(status -> new Member(status.name(), status.role(), status.pid(), status.healthy(), ports(status.ports()))).toList();
    }

    private static Map<Integer, Integer> ports(String text) {
        var ports = new TreeMap<Integer, Integer>();
        for (var pair = PUBLISHED.matcher(text); pair.find(); ) ports.put(Integer.valueOf(pair.group(2)), Integer.valueOf(pair.group(1)));
        return ports;
    }

    /**
     * {@code owlboard COMMAND NAMES}; returns when that is done. {@code scale} takes two names, the gateways and how many.
     *
     * @param command restart, stop, start, kill, scale or reload
     * @param told    hears a line per thing done, and why one could not be done
     * @throws IOException when the supervisor does not answer, or could not do it
     */
    public void have(String command, List<String> names, Consumer<String> told) throws IOException {
        var last = new StringBuilder();
        int code = Asking.operate(running, command, names, line -> {
            last.setLength(0);
            last.append(line);
            told.accept(line);
        });
        if (code != 0) throw new IOException(command + " " + String.join(" ", names) + ": " + last);
    }

    /** Where a role's log is. */
    public Path log(String role) {
        return state.log(role);
    }

    /** What a role was given as its own state folder: its temporary files and caches are there. */
    public Path stateOf(String role) {
        return state.role(role);
    }

    /** The folder of the certificates that {@code up} makes when none is named. */
    public Path certificates() {
        return state.certificates();
    }

    /** The file that a load balancer reads: a link to the one that was given, or a text made of it. */
    public Path confOf(String balancer) throws IOException {
        var folder = state.folder().resolve("confs").resolve(balancer);
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".conf") && !file.getFileName().toString().startsWith(".")).findFirst()
                    .orElseThrow(() -> new IOException("no configuration of " + balancer + " in " + folder));
        }
    }
}
