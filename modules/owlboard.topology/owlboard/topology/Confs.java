package owlboard.topology;

import owlboard.config.file.Config;
import owlboard.config.ConfigException;
import owlboard.config.Configuration;
import owlboard.config.Server.Listen;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The nginx files of a plan, read before anything starts. What the image brings was read when it was built. */
final class Confs {
    private Confs() {}

    /** All errors of all files are one complaint. {@code own}: the folder of the image's. */
    static void check(Plan plan, Path own) throws Complaint {
        var errors = new ArrayList<String>();
        var read = new LinkedHashMap<Path, List<Role>>();
        for (var role : plan.roles()) {
            if (role.conf() == null || role.conf().startsWith(own)) continue;
            read.computeIfAbsent(role.conf(), conf -> new ArrayList<>()).add(role);
        }
        for (var each : read.entrySet()) {
            try {
                var configuration = Config.load(Config.Source.of(each.getKey()));
                for (var role : each.getValue()) notListenedOn(role, configuration, errors);
            } catch (ConfigException broken) {
                errors.addAll(broken.errors());
            } catch (IOException unreadable) {
                throw Complaint.file("read", each.getKey(), unreadable, "make it readable");
            }
        }
        if (!errors.isEmpty()) throw Complaint.usage(String.join("\n", errors)
                + "\nnothing was started; put the file right and say it again");
    }

    /** Where nobody listens, nobody is healthy. */
    private static void notListenedOn(Role role, Configuration configuration, List<String> errors) {
        var there = configuration.servers().stream().flatMap(server -> server.listens().stream())
                .filter(listen -> listen.unixPath() == null).map(Listen::port).collect(Collectors.toCollection(TreeSet::new));
        var asked = IntStream.concat(role.publish().stream().mapToInt(Role.Publish::listen),
                role.listen().stream().mapToInt(Role.Name::port));
        var missing = asked.filter(port -> !there.contains(port)).distinct().boxed().toList();
        if (missing.isEmpty()) return;
        errors.add(role.conf() + " listens on " + (there.isEmpty() ? "no port" : words(there)) + ", but " + role.name() + " is reached on "
                + words(missing) + " (" + role.place() + "): write \"listen " + missing.getFirst()
                + ";\" in a server, or change the role with --topology FILE");
    }

    private static String words(Iterable<Integer> ports) {
        var words = new ArrayList<String>();
        for (int port : ports) words.add(Integer.toString(port));
        return String.join(", ", words);
    }
}
