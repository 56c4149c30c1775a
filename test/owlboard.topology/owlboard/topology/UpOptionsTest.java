package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpOptionsTest {
    @Test void whatARunWroteDownOfItsCommandLineIsReadAgain() throws Exception {
        var state = State.at(Path.of("/tmp/a run"));
        var given = UpOptions.parse(List.of("--state", "/tmp/a run", "--lb-conf", "/srv/my edge/lb.conf", "--port-offset", "-100",
                "--external", "redis_db=10.0.0.1:6379"), Path.of("/image/conf"));
        var read = UpOptions.of(given.wish(), state);
        assertEquals(given.words(), read.words());
        assertEquals(Path.of("/srv/my edge/lb.conf"), read.changes().lbConf());
        assertEquals(state, read.state());
    }
}
