package owlboard.standins.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import owlboard.clients.amqp.wire.CommandReader;
import owlboard.clients.amqp.wire.CommandReader.Command;
import owlboard.clients.amqp.wire.FrameReader;
import owlboard.clients.amqp.wire.FrameWriter;
import owlboard.clients.amqp.wire.Kind;
import owlboard.clients.amqp.wire.Method;
import owlboard.clients.amqp.wire.Properties;
import owlboard.clients.amqp.wire.ProtocolHeader;
import owlboard.harness.Patience;

/** A client that sends exactly what a test says. */
final class RawClient implements AutoCloseable {
    final Socket socket;
    final FrameWriter out;
    private final CommandReader commands;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(Patience.MILLIS);
        out = new FrameWriter(new DataOutputStream(socket.getOutputStream()));
        out.frameMax(FrameReader.MAX);
        var frames = new FrameReader(new DataInputStream(new BufferedInputStream(socket.getInputStream())));
        frames.frameMax(FrameReader.MAX);
        commands = new CommandReader(frames, (channel, bytes) -> true);
    }

    static RawClient connect(int port) throws IOException {
        return new RawClient(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Logged in, with channel 1 open. */
    static RawClient in(int port) throws IOException {
        var client = connect(port);
        client.logIn("guest", "guest");
        client.receive(Kind.CONNECTION_TUNE);
        client.send(0, Kind.CONNECTION_TUNE_OK, (long) FrameReader.CHANNEL_MAX, (long) FrameReader.MAX, 0L);
        client.send(0, Kind.CONNECTION_OPEN, "/");
        client.receive(Kind.CONNECTION_OPEN_OK);
        client.send(1, Kind.CHANNEL_OPEN);
        client.receive(Kind.CHANNEL_OPEN_OK);
        return client;
    }

    void logIn(String user, String password) throws IOException {
        socket.getOutputStream().write(ProtocolHeader.bytes());
        receive(Kind.CONNECTION_START);
        var properties = Map.of("capabilities", Map.of("authentication_failure_close", true, "consumer_cancel_notify", true));
        var plain = ("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8);
        send(0, Kind.CONNECTION_START_OK, properties, "PLAIN", plain, "en_US");
    }

    void send(int channel, Kind kind, Object... values) throws IOException {
        out.method(channel, kind, values);
    }

    void publish(String exchange, String key, boolean mandatory, String body) throws IOException {
        out.content(1, Method.of(Kind.BASIC_PUBLISH, exchange, key, mandatory, false), Properties.NONE.bytes(), body.getBytes());
    }

    Command receive(Kind kind) throws IOException {
        var command = commands.next();
        assertEquals(kind, command.method().kind(), () -> command.method().toString());
        return command;
    }

    /** The reply code and text of a close that comes now. */
    String closed(Kind kind) throws IOException {
        var close = receive(kind).method();
        return close.number("reply-code") + " " + close.text("reply-text");
    }

    void declare(String queue) throws IOException {
        send(1, Kind.QUEUE_DECLARE, queue, false, false, false, false, false, Map.of());
        receive(Kind.QUEUE_DECLARE_OK);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
