package owlboard.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The main class of {@code ./build.sh bench}: {@code Bench IMAGE DIRECTORY [--quick] [--rounds N] [--seconds N] [--only LOAD]}. */
public final class Bench {
    public static void main(String[] args) throws Exception {
        var image = Path.of(args[0]).toAbsolutePath();
        var directory = Path.of(args[1]).toAbsolutePath();
        var plan = Plan.of(List.of(args).subList(2, args.length));
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
        Program.start("backends", fast, Recipes.backends(directory.resolve("backends"), backends), backends[3]);
        var proxies = proxies(image, directory, backends, nginx);
        System.out.println(Machine.describe(image));
        warmUp(plan, proxies);
        new Table(plan, measure(plan, proxies)).print(System.out);
        System.exit(0); // Program ends what it started
    }

    private static List<Program> proxies(Path image, Path directory, int[] backends, boolean nginx) throws IOException,
            InterruptedException {
        var proxies = new ArrayList<Program>();
        int[] ports = Ports.free(3);
        proxies.add(Program.start("owlboard", List.of(image + "/bin/owlboard", "nginx"),
                Recipes.nginx(directory.resolve("owlboard"), ports[0], backends), ports[0]));
        if (nginx) {
            proxies.add(Program.start("nginx", List.of("nginx"), Recipes.nginx(directory.resolve("nginx"), ports[1], backends), ports[1]));
        }
        if (Program.isInstalled("haproxy")) {
            proxies.add(Program.start("HAProxy", List.of("haproxy"), Recipes.haproxy(directory.resolve("haproxy"), ports[2], backends),
                    ports[2]));
        } else {
            System.out.println("HAProxy is not installed: left out");
        }
        return proxies;
    }

    /** The same for all: a JVM compiles meanwhile, the others fill their pools. */
    private static void warmUp(Plan plan, List<Program> proxies) throws IOException, InterruptedException {
        for (var proxy : proxies) {
            System.out.println("warming up " + proxy.name());
            for (var load : plan.loads()) Wrk.run(load, proxy.port(), plan.warmUpSeconds());
        }
    }

    /** Every round runs every load against every proxy; each round begins with another proxy. */
    private static List<Sample> measure(Plan plan, List<Program> proxies) throws IOException, InterruptedException {
        var samples = new ArrayList<Sample>();
        for (int round = 0; round < plan.rounds(); round++) {
            for (var load : plan.loads()) {
                for (int i = 0; i < proxies.size(); i++) {
                    var proxy = proxies.get((round + i) % proxies.size());
                    long before = proxy.cpuMicros();
                    var result = Wrk.run(load, proxy.port(), plan.seconds());
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
