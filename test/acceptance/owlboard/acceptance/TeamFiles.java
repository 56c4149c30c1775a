package owlboard.acceptance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The team's own two files, where the machine has them. */
final class TeamFiles {
    private TeamFiles() {}

    static Path balancer() {
        return file("load_balancer_nginx.conf");
    }

    static Path gateway() {
        return file("api_gateway_nginx.conf");
    }

    private static Path file(String name) {
        var shared = System.getProperty("owlboard.shared");
        assumeTrue(shared != null, "the team's files are not here: no -Dowlboard.shared");
        var file = Path.of(shared, "owlboard", name);
        assumeTrue(Files.exists(file), file + " is not here");
        return file;
    }
}
