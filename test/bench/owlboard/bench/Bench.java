package owlboard.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The main class of {@code ./build.sh bench}: {@code Bench IMAGE DIRECTORY [--quick] [--rounds N] [--seconds N] [--only LOAD]},
 * or with {@code --sizes [sockets] [bodies] [storm] [--silence SECONDS]} {@link Sizes}, with {@code --cost} {@link Cost}.
 */
public final class Bench {
    public static void main(String[] args) throws Exception {
        var image = Path.of(args[0]).toAbsolutePath();
        var directory = Path.of(args[1]).toAbsolutePath();
        if (args.length > 2 && args[2].equals("--sizes")) {
            Sizes.run(image, directory, List.of(args).subList(3, args.length));
            System.exit(0); // Program ends what it started
        }
        if (args.length > 2 && args[2].equals("--cost")) {
            Cost.run(image, directory, List.of(args).subList(3, args.length));
            System.exit(0);
        }
        var plan = plan(List.of(args).subList(2, args.length));
        if (!Program.isInstalled("wrk")) {
            System.err.println("bench: wrk is not installed, and without it there is no load (Debian: apt-get install wrk nginx haproxy)");
            System.exit(1);
        }
        Files.createDirectories(directory);
        int[] backends = Ports.free(4);
        boolean nginx = Program.isInstalled("nginx");
        if (!nginx) {
            System.out.println("nginx is not installed: owlboard stands in for it as the backends, and there is nothing to compare with");
        }
        var fast = nginx ? List.of("nginx") : List.of(image + "/bin/owlboard", "nginx");
        Program.start("backends", fast, Recipes.backends(directory.resolve("backends"), backends), new Doors(backends[3], 0, 0));
        if (!Program.isInstalled("h2load")) System.out.println("h2load is not installed: HTTP/2 is left out (Debian: nghttp2-client)");
        var certificate = plan.speaksTls() ? Certificate.make(directory.resolve("certificate")) : null;
        var proxies = proxies(image, directory, new Recipes(backends, certificate), nginx);
        System.out.println(Machine.describe(image));
        warmUp(plan, proxies);
        new Table(plan, measure(plan, proxies)).print(System.out);
        System.exit(0); // Program ends what it started
    }

    private static Plan plan(List<String> options) {
        try {
            return Plan.of(options);
        } catch (IllegalArgumentException wrong) {
            System.err.println("bench: " + wrong.getMessage());
            System.exit(2);
            throw wrong;
        }
    }

    private static List<Program> proxies(Path image, Path directory, Recipes recipes, boolean nginx) throws IOException,
            InterruptedException {
        var proxies = new ArrayList<Program>();
        var doors = Doors.free();
        proxies.add(Program.start("owlboard", List.of(image + "/bin/owlboard", "nginx"),
                recipes.nginx(directory.resolve("owlboard"), doors), doors));
        if (nginx) {
            doors = Doors.free();
            proxies.add(Program.start("nginx", List.of("nginx"), recipes.nginx(directory.resolve("nginx"), doors), doors));
        }
        if (Program.isInstalled("haproxy")) {
            doors = Doors.free();
            proxies.add(Program.start("HAProxy", List.of("haproxy"), recipes.haproxy(directory.resolve("haproxy"), doors), doors));
        } else {
            System.out.println("HAProxy is not installed: left out");
        }
        return proxies;
    }

    /** The same for all: a JVM compiles meanwhile, the others fill their pools. */
    private static void warmUp(Plan plan, List<Program> proxies) throws IOException, InterruptedException {
        for (var proxy : proxies) {
            System.out.println("warming up " + proxy.name());
            for (var load : plan.loads()) run(load, proxy, plan.warmUpSeconds());
        }
    }

    private static Wrk.Result run(Load load, Program proxy, int seconds) throws IOException, InterruptedException {
        int port = proxy.doors().at(load.speech());
        return load.speech() == Load.Speech.HTTP1 ? Wrk.run(load, port, seconds) : H2load.run(load, port, seconds);
    }

    /** Every round runs every load against every proxy; each round begins with another proxy. */
    private static List<Sample> measure(Plan plan, List<Program> proxies) throws IOException, InterruptedException {
        var samples = new ArrayList<Sample>();
        for (int round = 0; round < plan.rounds(); round++) {
            for (var load : plan.loads()) {
                for (int i = 0; i < proxies.size(); i++) {
                    var proxy = proxies.get((round + i) % proxies.size());
                    long before = proxy.cpuMicros();
                    var result = run(load, proxy, plan.seconds());
                    long after = proxy.cpuMicros();
                    var sample = new Sample(proxy.name(), load.name(), (after - before) / (double) result.requests(), result,
                            proxy.rssBytes());
                    System.out.println("round " + (round + 1) + "  " + sample);
                    samples.add(sample);
                }
            }
        }
        return samples;
    }
}
