package owlboard.clients.probe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import owlboard.clients.StoreUrl;
import owlboard.clients.amqp.wire.FrameReader;
import owlboard.clients.amqp.wire.ProtocolHeader;
import owlboard.clients.mongo.bson.BsonException;
import owlboard.clients.mongo.bson.Document;
import owlboard.clients.mongo.bson.Message;
import owlboard.clients.mysql.wire.Greeting;
import owlboard.clients.mysql.wire.PacketStream;
import owlboard.clients.mysql.wire.ProtocolException;
import owlboard.clients.postgres.wire.MessageWriter;
import owlboard.clients.postgres.wire.Start;

/**
 * The first words of a store's protocol, which need no password: what only accepts connections, as a stopped process does, gives no answer
 * to them.
 */
public final class FirstWords {
    private static final int ANSWER_BYTES_MAX = 64 << 10;

    private FirstWords() {}

    /** Whether the other end answers as the protocol wants; waits as long as the socket's time-out says, in each step. */
    public static boolean areAnswered(StoreUrl.Kind protocol, Socket socket) throws IOException {
        try {
            return speaks(protocol, socket);
        } catch (ProtocolException | BsonException other) {
            return false;
        }
    }

    private static boolean speaks(StoreUrl.Kind protocol, Socket socket) throws IOException {
        return switch (protocol) {
            case MYSQL -> greets(socket);
            case POSTGRES -> "NS".indexOf(answer(socket, sslRequest())) >= 0;
            case MONGO -> saysHello(socket);
            case REDIS -> "+-".indexOf(answer(socket, "PING\r\n".getBytes(StandardCharsets.US_ASCII))) >= 0;  // PONG, or NOAUTH
            case AMQP -> answer(socket, ProtocolHeader.bytes()) == FrameReader.METHOD;  // connection.start
        };
    }

    private static int answer(Socket socket, byte[] question) throws IOException {
        socket.getOutputStream().write(question);
        return socket.getInputStream().read();
    }

    /** A MySQL server speaks first. */
    private static boolean greets(Socket socket) throws IOException {
        var first = new PacketStream(socket.getInputStream(), socket.getOutputStream()).read(ANSWER_BYTES_MAX);
        return first.length > 0 && first[0] == Greeting.PROTOCOL;
    }

    private static byte[] sslRequest() throws IOException {
        var bytes = new ByteArrayOutputStream();
        new MessageWriter('\0').i32(Start.TLS).writeTo(bytes);
        return bytes.toByteArray();
    }

    private static boolean saysHello(Socket socket) throws IOException {
        socket.getOutputStream().write(Message.command(1, Document.of("hello", 1, "$db", "admin")).bytes());
        return Message.read(socket.getInputStream(), ANSWER_BYTES_MAX) != null;
    }
}
