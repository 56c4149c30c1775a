package owlboard.edge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import owlboard.harness.Reserved;

/** What is tested: our engine in this process, or nginx as a process. Listens when it has been started. */
interface UnderTest extends AutoCloseable {
    /** The port of 127.0.0.1 at which {@code listen N} of the configuration is reached. */
    int port(int listen);

    Differences differences();

    /** Fails if something went wrong inside that no answer shows (a crash, an unexpected exit). */
    void check();

    /** Reads the configuration again, as HUP does. */
    void reload(ConfText conf) throws IOException;

    @Override void close();

    /** In: a folder of its own, with {@code root/} as the root of all absolute paths; peers by the name in the configuration. */
    record Start(ConfText conf, Path folder, Map<String, Reserved> peers) {
        Path root() {
            return folder.resolve("root");
        }

        /** The endpoint directory that leads to the peers. */
        String endpoints() {
            return peers.entrySet().stream().map(peer -> peer.getKey() + " 127.0.0.1:" + peer.getValue().port() + "\n")
                    .collect(Collectors.joining());
        }
    }
}
