package owlboard.proxy.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The OwlBoard team's own two files, unchanged, where the folder {@code -Dowlboard.shared} has them. */
final class TeamFiles {
    private TeamFiles() {}

    static String loadBalancer() {
        return read("load_balancer_nginx.conf");
    }

    static String gateway() {
        return read("api_gateway_nginx.conf");
    }

    private static String read(String name) {
        var shared = System.getProperty("owlboard.shared");
        Assumptions.assumeTrue(shared != null, "no -Dowlboard.shared: the team's files are not here");
        var file = Path.of(shared, "owlboard", name);
        Assumptions.assumeTrue(Files.exists(file), file + " is not here");
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
