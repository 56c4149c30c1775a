package owlboard.topology;

import owlboard.config.file.Config;
import owlboard.config.ConfigException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;

/** The nginx files of a plan, read before anything starts. What the image brings was read when it was built. */
final class Confs {
    private Confs() {}

    /** All errors of all files are one complaint. {@code own}: the folder of the image's. */
    static void check(Plan plan, Path own) throws Complaint {
        var errors = new ArrayList<String>();
        for (var conf : plan.roles().stream().map(Role::conf).filter(conf -> conf != null && !conf.startsWith(own)).distinct().toList()) {
            try {
                Config.load(Config.Source.of(conf));
            } catch (ConfigException broken) {
                errors.addAll(broken.errors());
            } catch (IOException unreadable) {
                throw Complaint.file("read", conf, unreadable, "make it readable");
            }
        }
        if (!errors.isEmpty()) throw Complaint.usage(String.join("\n", errors)
                + "\nnothing was started; put the file right and say it again");
    }
}
