package owlboard.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** At the top stands what the user has fixed, and nothing that came along with a commit. */
class TopLevelTest {
    private static final Set<String> FIXED = Set.of(".ci", ".gitignore", "LICENSE", "README.md", "SECURITY.md", "build.sh", "certs",
            "compose.team.yaml", "compose.yaml", "conf", "jlink", "modules", "test");

    @Test void nothingElseIsTracked() throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of(".git")) && Files.isExecutable(Path.of("/usr/bin/git")), "no repository, or no git");
        var git = new ProcessBuilder("/usr/bin/git", "ls-files", "-z").redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var all = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(git.waitFor() == 0, "git does not answer here");
        var tracked = new TreeSet<String>();
        for (var path : all.split("\0")) tracked.add(path.split("/")[0]);
        assertEquals(new TreeSet<>(FIXED), tracked);
    }
}
