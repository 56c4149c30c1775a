package owlboard.standins.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.clients.redis.RedisClient;
import owlboard.clients.redis.resp.Reply;

/** {@code cases/redis.txt}, spoken by our client to both servers. */
class RedisCasesTest {
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    @TempDir Path dir;

    @Test void theStandInAnswersAsWritten() throws Exception {
        try (var server = Servers.ours(dir)) {
            assertTrue(speak(server) > 200);
        }
    }

    @Test void theRealServerAnswersAsWritten() throws Exception {
        try (var server = Servers.real(dir)) {
            assertTrue(speak(server) > 200);
        }
    }

    private static int speak(Servers.Running server) throws Exception {
        int spoken = 0;
        try (var client = RedisClient.of(server.url())) {
            var lines = Files.readAllLines(Path.of("test/owlboard.standins/cases/redis.txt")).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
            for (int i = 0; i < lines.size(); i += 2) {
                var words = WORD.matcher(lines.get(i)).results().map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                        .toList();
                assertEquals(lines.get(i + 1), text(client.pipeline(List.of(words)).getFirst()), "the reply to " + lines.get(i));
                spoken++;
            }
        }
        return spoken;
    }

    static String text(Reply reply) {
        return switch (reply) {
            case Reply.Status(var line) -> "+" + line;
            case Reply.Failure(var line) -> "-" + line;
            case Reply.Number(var value) -> ":" + value;
            case Reply.Bulk bulk -> "\"" + bulk.text() + "\"";
            case Reply.Nothing nothing -> "nil";
            case Reply.Real real -> real.text();
            case Reply.Flag flag -> "#" + flag.value();
            default -> new ArrayList<>(reply.items()).stream().map(RedisCasesTest::text).collect(Collectors.joining(" ", "[", "]"));
        };
    }
}
