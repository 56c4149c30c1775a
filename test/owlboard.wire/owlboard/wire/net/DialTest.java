package owlboard.wire.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.harness.Reserved;
import owlboard.wire.OnLoop;
import owlboard.wire.loop.Loops;

final class DialTest {
    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Test
    void nobodyThereIsRefused() throws Exception {
        try (var nobody = new Reserved()) {
            assertThrows(ConnectException.class, () -> OnLoop.run(() -> Dial.connect(OnLoop.first(), nobody.address(), null, 5_000)));
        }
    }

    @Test
    void nobodyWhoAnswersExpires() throws Exception {
        try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var queued = new ArrayList<Socket>();
            try {
                // its backlog, after which SYNs are dropped
                for (int i = 0; i < 2; i++) queued.add(new Socket(full.getInetAddress(), full.getLocalPort()));
                assertThrows(Expired.class, () -> OnLoop.run(() -> Dial.connect(OnLoop.first(), full.getLocalSocketAddress(), null, 1)));
            } finally {
                for (var socket : queued) socket.close();
            }
        }
    }

    @Test
    void theOwnEndIsBound() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var local = OnLoop.call(() -> {
                try (var wire = Dial.connect(OnLoop.first(), server.getLocalSocketAddress(), new InetSocketAddress("127.0.0.9", 0),
                        5_000)) {
                    return (InetSocketAddress) wire.local();
                }
            });
            assertEquals("127.0.0.9", local.getAddress().getHostAddress());
        }
    }

    @Test
    void aListenerServesWhatWasQueuedBeforeItCloses() throws Exception {
        var accepted = new LinkedBlockingQueue<PlainWire>();
        var reserved = new Reserved();
        var address = reserved.address();
        var channel = Listener.bind(address, false, 0);
        var clients = new ArrayList<Socket>();
        try (reserved) {
            for (int i = 0; i < 20; i++) clients.add(new Socket(address.getAddress(), address.getPort()));
            var listener = Listener.accept(OnLoop.first(), channel, accepted::add);
            listener.close();
            for (int i = 0; i < clients.size(); i++) {
                var wire = accepted.poll(OnLoop.SECONDS, TimeUnit.SECONDS);
                assertTrue(wire != null, "connection " + i);
                OnLoop.run(wire::close);
            }
            reserved.awaitRefused();
            Listener.bind(address, false, 0).close();
        } finally {
            for (var client : clients) client.close();
        }
    }

    @Test
    void loopsShareAnAddress() throws Exception {
        var accepted = new LinkedBlockingQueue<PlainWire>();
        var listeners = new ArrayList<Listener>();
        InetSocketAddress address = loopback(0);
        for (var loop : Loops.all()) {
            var channel = Listener.bind(address, true, 0);
            address = (InetSocketAddress) channel.getLocalAddress();
            listeners.add(Listener.accept(loop, channel, accepted::add));
        }
        var clients = new ArrayList<Socket>();
        for (int i = 0; i < 30; i++) clients.add(new Socket(address.getAddress(), address.getPort()));
        var wires = new ArrayList<PlainWire>();
        for (int i = 0; i < 30; i++) wires.add(accepted.poll(OnLoop.SECONDS, TimeUnit.SECONDS));
        assertEquals(Math.min(2, Loops.all().size()), Math.min(2, wires.stream().map(wire -> wire.loop).distinct().count()));
        for (var listener : listeners) listener.close();
        for (var wire : wires) wire.loop.start(wire::close);
        for (var client : clients) client.close();
    }

    @Test
    void aFileIsAnAddressToo(@TempDir Path folder) throws Exception {
        var address = UnixDomainSocketAddress.of(folder.resolve("s"));
        var accepted = new LinkedBlockingQueue<PlainWire>();
        var listener = Listener.accept(OnLoop.first(), Listener.bind(address, false, 0), accepted::add);
        OnLoop.run(() -> {
            try (var near = Dial.connect(OnLoop.first(), address, null, 5_000)) {
                OnLoop.until("the connection", () -> !accepted.isEmpty());
                var far = accepted.remove();
                assertTrue(far.isUnix() && near.isUnix());
                near.write(new byte[] {7}, 0, 1);
                var read = new byte[5];
                assertEquals(1, far.read(read, 2, 3));
                assertEquals(List.of((byte) 0, (byte) 7), List.of(read[1], read[2]));
                far.close();
            }
        });
        listener.close();
        Files.delete(address.getPath());
    }
}
