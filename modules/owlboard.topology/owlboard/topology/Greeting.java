package owlboard.topology;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The first words of a store's protocol, which need no password: what only accepts connections, as a stopped process does, gives no answer
 * to them.
 */
final class Greeting {
    private static final int OP_MSG = 2013;

    private Greeting() {}

    /** Empty when the store answers as its protocol wants. */
    static Optional<String> ask(Role.Type store, Socket socket) throws IOException {
        socket.getOutputStream().write(question(store));
        return isAnswer(store, socket.getInputStream()) ? Optional.empty()
                : Optional.of("what listens on port " + socket.getPort() + " does not speak as a " + store.word() + " server");
    }

    private static byte[] question(Role.Type store) {
        return switch (store) {
            case POSTGRES -> new byte[] {0, 0, 0, 8, 4, (byte) 0xd2, 22, 47};  // SSLRequest
            case MONGO -> hello();
            case REDIS -> "PING\r\n".getBytes(StandardCharsets.US_ASCII);
            case RABBITMQ -> new byte[] {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
            default -> new byte[0];  // a MySQL server speaks first
        };
    }

    /** {@code {hello: 1, $db: "admin"}} as OP_MSG. */
    private static byte[] hello() {
        return ByteBuffer.allocate(52).order(ByteOrder.LITTLE_ENDIAN).putInt(52).putInt(1).putInt(0).putInt(OP_MSG).putInt(0).put((byte) 0)
                .putInt(31).put("\u0010hello\0".getBytes(StandardCharsets.US_ASCII)).putInt(1)
                .put("\u0002$db\0".getBytes(StandardCharsets.US_ASCII)).putInt(6).put("admin\0\0".getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    private static boolean isAnswer(Role.Type store, InputStream in) throws IOException {
        return switch (store) {
            case POSTGRES -> "NS".indexOf(in.read()) >= 0;
            case MONGO -> {
                var head = in.readNBytes(16);
                yield head.length == 16 && ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt(12) == OP_MSG;
            }
            case REDIS -> "+-".indexOf(in.read()) >= 0;  // PONG, or NOAUTH
            case RABBITMQ -> in.read() == 1;  // a method: connection.start
            default -> {
                var head = in.readNBytes(5);
                yield head.length == 5 && head[4] == 10;  // the protocol's version
            }
        };
    }
}
