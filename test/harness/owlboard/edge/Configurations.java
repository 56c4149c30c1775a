package owlboard.edge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import owlboard.edge.Configuration.Asked;

/** Runs {@link Configuration}s: on our engine, and where the nginx is installed that they were recorded from, on that too. */
public final class Configurations {
    private static final FileTime CHANGED = FileTime.from(Instant.parse("2026-03-01T12:00:00Z"));

    private final Configuration configuration;
    private final boolean nginx;
    private final List<String> wrong = new ArrayList<>();
    private final List<List<String>> answers = new ArrayList<>();
    private final List<Application> applications = new ArrayList<>();

    private Configurations(Configuration configuration, boolean nginx) {
        this.configuration = configuration;
        this.nginx = nginx;
    }

    /** Two tests, or one, per {@code *.conf} of {@code folder}, a path from the project's root. */
    public static Stream<DynamicTest> in(String folder) {
        try (var files = Files.list(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(".conf")).sorted().map(Configuration::read).toList().stream()
                    .flatMap(Configurations::tests);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " is not here: tests run in the project's root", e);
        }
    }

    /** What the nginx that is installed says of a text in place of that of {@code conf}; empty: it runs with it, or there is none. */
    public static String nginxSays(Path conf, String text) {
        if (!Nginx.isRecorded()) return "";
        try (var edge = Edge.on(true, text, Configuration.read(conf).files())) {
            edge.file("/");
            return "";
        } catch (IllegalStateException refused) {
            return refused.getMessage();
        }
    }

    private static Stream<DynamicTest> tests(Configuration configuration) {
        var name = configuration.path().getFileName().toString().replace(".txt", "");
        var ours = DynamicTest.dynamicTest(name, () -> new Configurations(configuration, false).run());
        var theirs = DynamicTest.dynamicTest(name + " on nginx", () -> new Configurations(configuration, true).run());
        if (Edge.onNginx()) return Stream.of(theirs);
        return Nginx.isRecorded() ? Stream.of(ours, theirs) : Stream.of(ours);
    }

    private void run() throws IOException {
        try (var edge = Edge.on(nginx, configuration.conf(), configuration.files())) {
            for (var file : configuration.files()) date(edge.file("/"), edge.file(file.path()));
            for (var peer : edge.peerNames()) {
                if (configuration.down().contains(peer)) continue;
                applications.add(new Application(peer, edge.addressOf(peer), edge.file("/").toString()));
            }
            for (var asked : configuration.asked()) ask(edge, asked);
            if (Boolean.getBoolean("owlboard.record") && nginx) Recording.write(configuration, answers);
            else if (!wrong.isEmpty()) throw edge.failure(String.join("\n\n", wrong));
        } finally {
            applications.forEach(Application::close);
        }
    }

    /** The file and its folders: listings and validators are the same in each run. */
    private static void date(Path root, Path file) throws IOException {
        for (var path = file; !path.equals(root); path = path.getParent()) Files.setLastModifiedTime(path, CHANGED);
    }

    /** Adds what is not as expected, and goes on: one run tells all. */
    private void ask(Edge edge, Asked asked) {
        applications.forEach(application -> application.asked.clear());
        try (var client = client(edge, asked)) {
            var got = Got.of(client.sendsRaw(asked.request.toString()), asked.request.toString());
            var differs = nginx && asked.nginxDiffers != null ? null : got.differs(asked.answer, edge.expected());
            if (differs == null && !nginx) explain(edge, asked, got);
            answers.add(differs == null ? asked.answer : new Recording(edge.differences()).lines(got, edge.expected()));
            if (differs == null) return;
            wrong.add(configuration.path() + ":" + asked.line + " " + asked.title + ": " + differs + "\n  "
                    + String.join("\n  ", answers.getLast()));
        }
    }

    /** What is told of it without sending it is what became of it. */
    private void explain(Edge edge, Asked asked, Got got) {
        var sent = applications.stream().flatMap(application -> application.asked.stream()).toList();
        var differs = new Explained(edge.file("/"), configuration.down()).differs(asked, got, sent, edge.smallestPort());
        if (differs != null) wrong.add(configuration.path() + ":" + asked.line + " " + asked.title + ": " + differs);
    }

    private static Wire client(Edge edge, Asked asked) {
        if (asked.serverName != null) return edge.tlsClientFrom(asked.from, asked.port, asked.serverName);
        return asked.port == 0 ? edge.clientFrom(asked.from) : edge.client(asked.port, asked.from);
    }
}
