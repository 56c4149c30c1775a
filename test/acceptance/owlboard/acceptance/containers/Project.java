package owlboard.acceptance.containers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import owlboard.harness.Patience;
import owlboard.harness.Reserved;

/**
 * A Compose project of this run alone: its names, networks and volumes are its own, its published ports are free ones of the loopback
 * address, {@code held} against other tests: an engine that chooses them itself joins what somebody has reserved.
 */
record Project(DockerEngine engine, String name, List<String> files, List<Reserved> held) {
    private static final Pattern PUBLISHED = Pattern.compile("\"\\d+:(\\d+)\"");
    private static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(Patience.TIME).build();

    /**
     * {@code files}: what Compose is to read, already in place; each is rewritten so that it stays apart from everything else on the
     * engine, and so that a container on a busy machine has the time to become healthy. The engine asks each for its health every
     * {@code seconds}, which costs a third of a second of CPU each time: up takes as long as a few of them, and then it goes on. What
     * lives for minutes does not repay the second compiler; and for stalls it is looked as seldom as in other tests, which saves a sixth
     * of it.
     */
    static Project of(DockerEngine engine, String what, int seconds, Path... files) throws IOException {
        var name = "owlboard-" + what + "-" + ProcessHandle.current().pid();
        var held = new ArrayList<Reserved>();
        for (var file : files) {
            var text = PUBLISHED.matcher(Files.readString(file)).replaceAll(ports -> {
                held.add(new Reserved());
                return "\"127.0.0.1:" + held.getLast().port() + ":" + ports.group(1) + "\"";
            });
            Files.writeString(file, text.replaceAll("(?m)^ +container_name: .*\n", "")
                    .replaceAll("name: owlboard-", "name: " + name + "-")
                    .replaceAll("\"@/owlboard/lib/options/(proxy|page)\"", "\"-XX:TieredStopAtLevel=1\", $0")
                    .replaceAll("\"@/owlboard/lib/options/", "\"-Dowlboard.stall.millis=3000\", $0")
                    .replaceAll("\\btimeout: \\d+s", "timeout: 60s").replaceAll("\\bstart_period: \\d+s", "start_period: 240s")
                    .replaceAll("\\bretries: \\d+", "retries: 30")
                    .replaceAll("\\binterval: \\d+s", "interval: " + seconds + "s"));
        }
        return new Project(engine, name, Arrays.stream(files).map(Path::toString).toList(), held);
    }

    String compose(String... arguments) throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of("-p", name));
        for (var file : files) all.addAll(List.of("-f", file));
        all.addAll(Arrays.asList(arguments));
        return engine.compose(all.toArray(String[]::new));
    }

    /** {@code docker WORD} of a service's container: where Compose does no more, it takes a hundred times the CPU for it. */
    void docker(String word, String service) throws IOException, InterruptedException {
        engine.docker(word, container(service));
    }

    void down() throws IOException, InterruptedException {
        try {
            boolean isDown = false;
            for (int left = 3; !isDown; left--) isDown = isDown(left == 0);
        } finally {
            held.forEach(Reserved::close);
        }
    }

    /** With the volumes. A busy engine may not have let go of a container's place in the network when the container has gone. */
    private boolean isDown(boolean isLast) throws IOException, InterruptedException {
        try {
            compose("down", "-v", "-t", "5");
            return true;
        } catch (IOException failure) {
            if (isLast || !failure.getMessage().contains("has active endpoints")) throw failure;
            return false;
        }
    }

    List<String> services() throws IOException, InterruptedException {
        return engine.docker("ps", "-a", "--filter", "label=com.docker.compose.project=" + name, "--format",
                "{{.Label \"com.docker.compose.service\"}}").lines().sorted().toList();
    }

    String container(String service) throws IOException, InterruptedException {
        return engine.docker("ps", "-aq", "--filter", "label=com.docker.compose.project=" + name, "--filter",
                "label=com.docker.compose.service=" + service).strip();
    }

    /** What {@code docker inspect} says of a service's container, in its template language. */
    String inspect(String service, String template) throws IOException, InterruptedException {
        return engine.docker("inspect", "-f", template, container(service)).strip();
    }

    /** The engine has asked them, and was told that they are. */
    void awaitFoundHealthy(Collection<String> services) throws Exception {
        for (var service : services) {
            awaitHealthy(service, () -> inspect(service, "{{.State.Health.Status}}").equals("healthy"));
        }
    }

    /** They say so now to the question that the engine asks, whenever it will ask again. */
    void awaitHealthy(Collection<String> services) throws Exception {
        for (var service : services) {
            var question = question(service);
            awaitHealthy(service, () -> exec(service, question).code() == 0);
        }
    }

    private void awaitHealthy(String service, Callable<Boolean> isHealthy) throws Exception {
        long deadline = System.nanoTime() + Patience.NANOS;
        for (long asked = System.nanoTime(); !isHealthy.call(); asked = System.nanoTime()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(service + " does not become healthy; its log: "
                        + engine.docker("logs", "--tail", "20", container(service)));
            }
            Thread.sleep(Math.max(200, (System.nanoTime() - asked) / 1_000_000)); // a question is as dear as it is slow
        }
    }

    /** What the engine runs inside to know a service's health. */
    private String[] question(String service) throws IOException, InterruptedException {
        var words = inspect(service, "{{join .Config.Healthcheck.Test \" \"}}").split(" ");
        return Arrays.copyOfRange(words, 1, words.length);
    }

    /** The answer to the question that the engine asks for a service's health. */
    DockerEngine.Ended asked(String service) throws IOException, InterruptedException {
        return exec(service, question(service));
    }

    String address(String service, String network) throws IOException, InterruptedException {
        return inspect(service, "{{(index .NetworkSettings.Networks \"" + name + "-" + network + "\").IPAddress}}");
    }

    /** The port of this machine that a service's port is published on. */
    int port(String service, int inside) throws IOException, InterruptedException {
        var shown = engine.docker("port", container(service), "" + inside).lines().findFirst().orElseThrow();
        return Integer.parseInt(shown.substring(shown.lastIndexOf(':') + 1));
    }

    /** Whether a connection to each of these, {@code host:port}, can be made from inside a service's container. */
    boolean reaches(String service, String... places) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("owlboard", "probe"));
        for (var place : places) command.add("tcp://" + place);
        return exec(service, command.toArray(String[]::new)).code() == 0;
    }

    /** What a command says inside a service's container. */
    DockerEngine.Ended exec(String service, String... command) throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of("exec", container(service)));
        all.addAll(Arrays.asList(command));
        return engine.tryDocker(all.toArray(String[]::new));
    }

    static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(port, path)));
    }

    static HttpResponse<String> post(int port, String path, String json) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(port, path)).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.timeout(Patience.TIME).build(), HttpResponse.BodyHandlers.ofString());
    }
}
