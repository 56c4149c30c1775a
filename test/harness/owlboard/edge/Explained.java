package owlboard.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import owlboard.config.ConfigException;
import owlboard.edge.Configuration.Asked;
import owlboard.proxy.Engine;
import owlboard.proxy.Explanation;

/** What the engine says of a request without sending it, beside what became of the same request. */
final class Explained {
    /** Of a step whose word nobody has before it is sent. */
    private static final String UNKNOWN = "not known without";

    private final Path folder;
    private final Path root;
    private final Predicate<Explanation> isDown;

    /** {@code down}: peers that refuse. */
    Explained(Path root, Set<String> down) {
        this.root = root;
        isDown = told -> told.peers().stream().anyMatch(peer -> down.contains(peer.name()));
        folder = root.getParent();
    }

    /**
     * Why they differ, or null. {@code sent}: what peers were asked; {@code smallest}: the listen port of a request that names none.
     */
    String differs(Asked asked, Got got, List<Request> sent, int smallest) {
        boolean plainOnTls = asked.port == 443 && asked.serverName == null;
        if (got.head().isEmpty() || plainOnTls) return null;
        Explanation told;
        try {
            told = Engine.explain(options(), new Explanation.Question(head(asked), asked.from, asked.port == 0 ? smallest : asked.port));
        } catch (ConfigException | IOException trouble) {
            return "it cannot be explained: " + trouble.getMessage();
        }
        boolean limited = has(told, " of key ") && got.head().getFirst().matches("\\S+ (429|503) .*");
        if (limited || isDown.test(told)) return null;
        var differs = told.sends() == null ? ofAnswer(told, got, sent) : ofRequest(told, sent);
        return differs == null ? null : "explained otherwise: " + differs + "\n  " + told.steps();
    }

    private Engine.Options options() {
        return new Engine.Options(folder.resolve("nginx.conf"), "", root, Map.of(), folder.resolve("endpoints"),
                folder.resolve("explained"), folder, false, null);
    }

    private static byte[] head(Asked asked) {
        return asked.request.substring(0, asked.request.indexOf("\r\n\r\n") + 4).getBytes(ISO_8859_1);
    }

    private static boolean has(Explanation told, String words) {
        return told.steps().stream().anyMatch(step -> step.text().contains(words));
    }

    private String ofRequest(Explanation told, List<Request> sent) {
        var mine = lines(told.sends());
        if (has(told, UNKNOWN)) return null;
        for (var request : sent) {
            if (lines(request).stream().map(line -> open(line, mine)).toList().equals(mine)) return null;
        }
        boolean maybeNot = has(told, "cache: ");
        if (sent.isEmpty()) return maybeNot ? null : "no peer was asked, as told " + mine;
        return "asked " + sent.stream().map(this::lines).toList() + ", told " + mine;
    }

    /** What is told as open may be anything. */
    private static String open(String line, List<String> told) {
        var open = line.substring(0, line.indexOf(':') + 1) + " *";
        return told.contains(open) ? open : line;
    }

    private String ofAnswer(Explanation told, Got got, List<Request> sent) {
        if (has(told, UNKNOWN) || has(told, "not done")) return null;
        if (!sent.isEmpty() && !has(told, "mirror: ")) return "a peer was asked: " + sent.getFirst().line();
        boolean bad = told.steps().getLast().text().startsWith("400 ") && got.head().getFirst().contains(" 400 ");
        if (bad) return null;
        if (told.returns() == null) return "answered " + got.head().getFirst();
        var mine = answer(told.returns().substring(0, told.returns().indexOf("\r\n\r\n")).lines().toList());
        var theirs = answer(got.head());
        return mine.equals(theirs) ? null : "answered " + theirs + ", told " + mine;
    }

    /** What differs from run to run, or from protocol to protocol, is left out; the reason behind the status, too. */
    private static List<String> answer(List<String> head) {
        var lines = new ArrayList<>(head.subList(1, head.size()).stream()
                .filter(line -> !line.matches("(?i)(date|connection|transfer-encoding|keep-alive|expires|set-cookie):.*"))
                .map(line -> line.matches("(?i)x-request-id:.*|etag:.*") ? line.substring(0, line.indexOf(':')) : line).sorted().toList());
        lines.addFirst(head.getFirst().replaceFirst("HTTP/\\S+ (\\d+).*", "$1"));
        return lines;
    }

    private List<String> lines(String sends) {
        var lines = sends.lines().filter(line -> !line.isEmpty()).toList();
        if (lines.getFirst().matches(".* HTTP/1\\.[01]")) return shown(lines.getFirst(), lines.subList(1, lines.size()));
        return shown("", lines);
    }

    private List<String> lines(Request request) {
        return shown(request.line().matches(".* HTTP/1\\.[01]") ? request.line() : "", request.lines());
    }

    /** Sorted; without what the two ways write differently by their nature. */
    private List<String> shown(String first, List<String> lines) {
        var all = new ArrayList<>(lines.stream().map(line -> line.replace(root.toString(), ""))
                .map(line -> line.replaceFirst("^HTTP_PLAY_([^:]*)", "Play-$1"))
                .map(line -> line.startsWith("Play-") ? line.toLowerCase(Locale.ROOT) : line)
                .map(line -> line.replace("Transfer-Encoding: chunked", "Content-Length: *")) // a length where all has come with the head
                .filter(line -> !line.matches("(?i)(connection|x-request-id|remote_port|server_software|server_port|x-forwarded-port|"
                        + "traceparent|x-owl-.*|http_connection|transfer-encoding):.*"))
                .map(line -> line.replaceFirst("(?i)^([a-z_-]+): \\((that of|as neg).*", "$1: *"))
                .sorted().toList());
        all.addFirst(first);
        return all;
    }
}
