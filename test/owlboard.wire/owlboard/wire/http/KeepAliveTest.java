package owlboard.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9112 §9.3. */
final class KeepAliveTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"11||true", "11|close|false", "11|Keep-Alive, CLOSE|false", "11|closed|true", "11|keep-alive|true",
            "11|upgrade|true", "10||false", "10|keep-alive|true", "10|Keep-Alive, te|true", "10|close|false", "10|keep-alive, close|false",
            "9|keep-alive|false"})
    void isMeantByTheSender(int version, String connection, boolean keepsAlive) throws IOException {
        var text = (connection == null ? "\n" : "Connection: " + connection + "\n\n").getBytes(ISO_8859_1);
        var head = new Head();
        head.reset(text, 0);
        head.version = version;
        HeadReader.lines(head, 0, 8192, false, false, 1000);
        assertEquals(keepsAlive, KeepAlive.isMeantBy(head));
    }
}
