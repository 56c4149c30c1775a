package owlboard.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** What is taken for an answer of an administration port. */
class AdministrationTest {
    private static String told(String answer) throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (var one = listener.accept()) {
                    for (int ends = 0; ends < 4; ) ends = "\r\n\r\n".indexOf(one.getInputStream().read(), ends) == ends ? ends + 1 : 0;
                    one.getOutputStream().write(answer.getBytes(UTF_8));
                } catch (IOException gone) {
                    throw new UncheckedIOException(gone);
                }
            });
            return Administration.get(listener.getLocalPort(), "/now");
        }
    }

    @Test void aGoodAnswerIsItsBody() throws IOException {
        assertEquals("{\"a\":\"\u00e4\"}", told("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"a\":\"\u00e4\"}"));
    }

    @Test void anythingElseIsNone() {
        assertEquals("it answers HTTP/1.1 404 Not Found",
                assertThrows(IOException.class, () -> told("HTTP/1.1 404 Not Found\r\n\r\n{\"peers\":[]}")).getMessage());
        assertEquals("it answers SSH-2.0", assertThrows(IOException.class, () -> told("SSH-2.0\r\n")).getMessage());
        assertThrows(IOException.class, () -> told(""));
        assertThrows(IOException.class, () -> told("HTTP/1.1 200 OK\r\nContent-Type:"));
    }
}
