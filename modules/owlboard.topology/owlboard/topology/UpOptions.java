package owlboard.topology;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The command line of {@code owlboard up}. Paths are absolute, {@code lbConf} and {@code gatewayConf} null when not given; {@code
 * ownConfs} is the image's folder.
 */
record UpOptions(boolean detach, boolean supervised, State state, Path topology, Path certificates, Plan.Changes changes, Path ownConfs) {
    static final String HELP = """
            usage: owlboard up [-d] [--port-offset N] [--state DIR] [--topology FILE] [--lb-conf FILE] [--gateway-conf FILE] [--certs DIR]
            [--external ROLE=HOST:PORT]...

            Starts every role of the topology as a process, waits until all are healthy, and shows what they write until Ctrl-C ends them.
            Roles go on when this process is killed (SIGKILL); the next up takes them over, and starts those that have died meanwhile.

              -d, --detach         go on in the background; returns when all are healthy (exit code 1 when not)
              --port-offset N      move every published port by N: with 100, 8000 becomes 8100
              --state DIR          where everything goes that this writes (default ./run)
              --topology FILE      which roles there are (default: conf/topology.conf of the image)
              --lb-conf FILE       an nginx configuration in place of the load balancer's own
              --gateway-conf FILE  an nginx configuration in place of the gateways' own
              --certs DIR          certificates; what is missing is issued (default: certs in the state folder)
              --external R=H:P     leave role R, a store or a service, out: what listens on host H, port P takes its place; may be repeated

            Where all are not healthy within 60 s because the machine has little to spare, OWLBOARD_JAVA_OPTS=-Dowlboard.patience=5 waits
            five times as long.

            Example: owlboard up -d --port-offset 100 --gateway-conf my_gateway.conf

            Exit codes: 0 ended as asked, or with -d all are healthy; 1 failure; 2 wrong command line, topology file or configuration.
            """;
    private static final Flags.Known KNOWN =
            new Flags.Known(Set.of("--port-offset", "--state", "--topology", "--lb-conf", "--gateway-conf", "--certs", "--external"),
            Set.of("--detach", "--supervised"), Map.of("-d", "--detach"), false);

    /** {@code --supervised} is how a detached {@code up} starts the process that stays. */
    static UpOptions parse(List<String> words, Path conf) throws Complaint {
        var flags = Flags.parse("up", words, KNOWN);
        var state = State.at(Path.of(flags.value("--state", "run")));
        return new UpOptions(flags.has("--detach"), flags.has("--supervised"), state,
                absolute(flags.path("--topology"), conf.resolve("topology.conf")), absolute(flags.path("--certs"), state.certificates()),
                new Plan.Changes(absolute(flags.path("--lb-conf"), null), absolute(flags.path("--gateway-conf"), null),
                flags.number("--port-offset", 0, -65535, 65535),
                        External.parse(flags.all("--external"))), conf);
    }

    /** Of what {@link #wish} says; a path in it may have blanks. */
    static UpOptions of(String wish, State state) throws Complaint {
        var words = new ArrayList<String>();
        for (var each : wish.split(" (?=--)")) words.addAll(List.of(each.split(" ", 2)));
        words.addAll(List.of("--state", state.folder().toString()));
        return parse(words, Path.of(System.getProperty("java.home"), "conf"));
    }

    private static Path absolute(Path given, Path otherwise) {
        return given == null ? otherwise : given.toAbsolutePath().normalize();
    }

    /** One line that is the same for two command lines that ask for the same. */
    String wish() {
        return String.join(" ", words());
    }

    /** The flags that say the same, but for {@code --state}; those that are not needed are left out. */
    List<String> words() {
        var words = new ArrayList<>(List.of("--topology", topology.toString(), "--certs", certificates.toString()));
        if (changes.portOffset() != 0) words.addAll(List.of("--port-offset", Integer.toString(changes.portOffset())));
        if (changes.lbConf() != null) words.addAll(List.of("--lb-conf", changes.lbConf().toString()));
        if (changes.gatewayConf() != null) words.addAll(List.of("--gateway-conf", changes.gatewayConf().toString()));
        changes.externals().forEach((name, where) -> words.addAll(List.of("--external", name + "=" + where)));
        return words;
    }
}
