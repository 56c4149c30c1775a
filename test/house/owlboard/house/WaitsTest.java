package owlboard.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every wait has an end of its own: a wake-up that is lost, or a thread that hangs, costs a second and not a request for ever. */
class WaitsTest {
    private static final Pattern PARK = Pattern.compile(
            "LockSupport\\.park\\(|\\.await\\(\\)|\\.join\\(\\)|\\.acquire\\(\\)|\\.waitFor\\(\\)|(?<![.\\w])wait\\(\\)");
    private static final Pattern TAKE = Pattern.compile("\\b(?:events|items|queue|tasks|outbox)\\.take\\(\\)");
    private static final Pattern FUTURE = Pattern.compile("\\b\\w*(?:[fF]uture|[tT]ask|[sS]earch|[jJ]ob)\\.get\\(\\)");

    private static final List<Pattern> KINDS = List.of(PARK, TAKE, FUTURE);

    /** File and how many waits without a time stand in it, each with what ends it all the same. In {@code owlboard.proxy} there is none. */
    private static final Map<String, Allowed> ALLOWED = Map.ofEntries(
            allowed("wire/net/Wire.java", 4, "the loop itself wakes who waits, at an event of the socket, its deadline or its end"),
            allowed("wire/net/Waitable.java", 2, "as Wire: whoever is waited for wakes who waits, at an event, its deadline or its end"),
            allowed("wire/http2/Sending.java", 1,
            "the writer, which has send_timeout, wakes who waits for room, with each buffer that leaves and at its end"),
            allowed("wire/net/Listener.java", 1, "the acceptor: its loop wakes it with each connection, and to end it"),
            allowed("services/http/Workers.java", 1, "a task ends, or is cancelled when the workers close"),
            allowed("services/websocket/WebSocket.java", 1, "the clock of sockets cuts a peer that does not take the last words"),
            allowed("topology/Supervisor.java", 1, "the main thread, which waits for Ctrl-C or the end of all"),
            allowed("topology/Child.java", 1, "the supervisor's thread of a process lives as long as that"),
            allowed("topology/RoleProcess.java", 1, "the supervisor's thread of a role lives as long as that"),
            allowed("topology/Detached.java", 1, "the process that it waits for was killed"),
            allowed("cli/process/Life.java", 1, "the main thread, which waits for signals"),
            allowed("cli/nginx/NginxCommand.java", 1, "native symbols are looked up, nothing is waited for"),
            allowed("cli/nginx/Detached.java", 2, "the command waits until the daemon listens or ends"),
            allowed("standins/listen/Listener.java", 1, "the acceptor's socket is closed"),
            allowed("clients/amqp/Subscription.java", 1, "a consumer waits for what is published; the connection's end is an item"),
            allowed("standins/amqp/Session.java", 1, "a session delivers until it ends, which wakes it"));

    private record Allowed(int count, String why) {}

    private static Map.Entry<String, Allowed> allowed(String file, int count, String why) {
        return Map.entry(file, new Allowed(count, why));
    }

    @Test void everyWaitHasAnEnd() throws IOException {
        var wrong = new ArrayList<String>();
        Set<String> seen = new HashSet<>();
        try (var files = Files.walk(Path.of("modules"))) {
            for (var file : files.filter(each -> each.toString().endsWith(".java")).sorted().toList()) {
                var waits = waits(file);
                var name = file.toString().replaceFirst("^modules/owlboard\\.\\w+/owlboard/", "");
                int allowed = ALLOWED.containsKey(name) ? ALLOWED.get(name).count() : 0;
                if (waits.size() != allowed) {
                    wrong.add(name + " has not " + allowed + " waits without a time but " + waits.size() + ": " + waits);
                }
                if (!waits.isEmpty()) seen.add(name);
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(ALLOWED.keySet(), seen);
    }

    private static List<String> waits(Path file) throws IOException {
        var lines = Files.readAllLines(file);
        var found = new ArrayList<String>();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (KINDS.stream().anyMatch(kind -> kind.matcher(line).find())) found.add((i + 1) + " " + line.strip());
        }
        return found;
    }
}
