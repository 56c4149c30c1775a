package owlboard.topology;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a state folder's {@code pids} say of a role that was started: enough for another supervisor to take its process over, or to find it
 * and end it.
 *
 * @param type  the role's type, as typed after {@code --role}; empty when that is not known
 * @param ports listen port to port of this machine
 * @param start what it was started as ({@link Launch#start}); another text: another process is wanted
 */
record Left(String name, Incarnation who, String type, Map<Integer, Integer> ports, String start) {

    static Left of(Placed placed, Incarnation who, String start) {
        return new Left(placed.role().name(), who, placed.role().type().word(), placed.held(), start);
    }

    void write(State state) throws IOException {
        var ports = new StringBuilder();
        this.ports.forEach((listen, host) -> ports.append(' ').append(host).append(':').append(listen));
        State.write(state.pid(name), who + "\ntype " + type + "\nports" + ports + "\nstart " + start + "\n");
    }

    /** Of all roles that were started, whether they run or not. */
    static List<Left> recorded(State state) throws Complaint {
        var left = new ArrayList<Left>();
        if (Files.notExists(state.pids())) return left;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(state.pids(), "*.pid")) {
            for (var file : files) read(file).ifPresent(left::add);
        } catch (IOException cause) {
            throw Complaint.file("read", state.pids(), cause, "make it readable and writable, or name another state folder with --state D");
        }
        left.sort(Comparator.comparing(Left::name));
        return left;
    }

    static List<Left> running(State state) throws Complaint {
        return recorded(state).stream().filter(Left::runs).toList();
    }

    /** What to do about them. */
    static String told(List<Left> left, State state) throws Complaint {
        return found(left, state) + "; take them over: " + again(state) + "; end them: " + state.command("down");
    }

    static String found(List<Left> left, State state) {
        return left.size() + " roles go on in " + state.folder() + " without a supervisor, which was killed";
    }

    /** The {@code up} that wants the same as the one before: their ports and configurations are what it was told. */
    static String again(State state) throws Complaint {
        var wish = Running.recorded(state);
        var words = wish.isEmpty() ? List.<String>of() : UpOptions.of(wish.get(), state).words();
        return state.command(Stream.concat(Stream.of("up"), words.stream().map(State::word)).collect(Collectors.joining(" ")));
    }

    Status status() {
        var process = RoleProcess.takeOver(who);
        var shown = new ArrayList<String>();
        ports.forEach((listen, host) -> {
            if (listen != Placed.PROBED && listen != Placed.ADMIN) shown.add(host + "->" + listen + "/tcp");
        });
        return new Status(name, type.isEmpty() ? "-" : type, process == null ? 0 : who.pid(), Status.UNSUPERVISED, "", String.join(", ",
                shown), "", 0, process == null ? 0 : process.born(), "");
    }

    boolean runs() {
        return who.runs();
    }

    private static Optional<Left> read(Path file) throws IOException {
        var lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        if (lines.isEmpty()) return Optional.empty();
        var name = file.getFileName().toString();
        return Incarnation.parse(lines.getFirst()).map(who -> new Left(name.substring(0, name.length() - ".pid".length()), who,
                after("type", lines), ports(after("ports", lines)), after("start", lines)));
    }

    private static String after(String word, List<String> lines) {
        return lines.stream().filter(line -> line.startsWith(word + " ")).map(line -> line.substring(word.length() + 1)).findFirst()
                .orElse("");
    }

    private static Map<Integer, Integer> ports(String text) {
        var ports = new TreeMap<Integer, Integer>();
        for (var pair : text.split(" ")) {
            if (!pair.matches("\\d{1,5}:\\d{1,5}")) continue;
            int colon = pair.indexOf(':');
            ports.put(Integer.valueOf(pair.substring(colon + 1)), Integer.valueOf(pair.substring(0, colon)));
        }
        return ports;
    }
}
