package owlboard.proxy.dns;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server on a port of its own, over UDP and TCP, that says what a test tells it to. */
public final class NameServer implements AutoCloseable {
    /** What it does with questions. */
    public enum Mood { ANSWERS, SILENT, FAILS, TRUNCATES, LIES }

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Map<String, List<String>> addresses = new ConcurrentHashMap<>();
    private final Map<String, List<String>> services = new ConcurrentHashMap<>();
    private final Map<String, String> aliases = new ConcurrentHashMap<>();
    private final Set<String> bare = ConcurrentHashMap.newKeySet();
    private volatile Mood mood = Mood.ANSWERS;
    private volatile int seconds = 60;
    private final AtomicInteger questions = new AtomicInteger();

    public NameServer() throws IOException {
        var here = InetAddress.getLoopbackAddress();
        DatagramSocket datagrams = null;
        ServerSocket connections = null;
        while (connections == null) {
            datagrams = new DatagramSocket(new InetSocketAddress(here, 0));
            try {
                connections = new ServerSocket(datagrams.getLocalPort(), 5, here);
            } catch (BindException taken) { // for TCP, by somebody else
                datagrams.close();
            }
        }
        udp = datagrams;
        tcp = connections;
        Thread.ofPlatform().daemon().start(this::udp);
        Thread.ofPlatform().daemon().start(this::tcp);
    }

    public int port() {
        return udp.getLocalPort();
    }

    /** From now on a name has these addresses; none: it does not exist. */
    public NameServer has(String name, String... now) {
        if (now.length == 0) addresses.remove(name);
        else addresses.put(name, List.of(now));
        return this;
    }

    /** From now on a service has these servers: {@code PRIORITY WEIGHT PORT NAME} each. */
    public NameServer serves(String name, String... now) {
        services.put(name, List.of(now));
        return this;
    }

    public NameServer alias(String name, String to) {
        aliases.put(name, to);
        return this;
    }

    /** An alias whose target it does not tell of along with it. */
    public NameServer bareAlias(String name, String to) {
        bare.add(name);
        return alias(name, to);
    }

    public NameServer holds(int ttlSeconds) {
        seconds = ttlSeconds;
        return this;
    }

    public NameServer is(Mood now) {
        mood = now;
        return this;
    }

    public int questions() {
        return questions.get();
    }

    private void udp() {
        var packet = new DatagramPacket(new byte[512], 512);
        while (true) {
            try {
                packet.setLength(512);
                udp.receive(packet);
                var question = Arrays.copyOf(packet.getData(), packet.getLength());
                if (mood == Mood.SILENT) {
                    questions.incrementAndGet();
                    continue;
                }
                if (mood == Mood.LIES) {
                    var lie = answer(question, false);
                    lie[0] ^= 1; // another id
                    udp.send(new DatagramPacket(lie, lie.length, packet.getSocketAddress()));
                    lie[0] ^= 1;
                    lie[13] ^= 1; // another name
                    udp.send(new DatagramPacket(lie, lie.length, packet.getSocketAddress()));
                    udp.send(new DatagramPacket(lie, 7, packet.getSocketAddress()));
                }
                var answer = answer(question, mood == Mood.TRUNCATES);
                udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void tcp() {
        while (true) {
            try (var socket = tcp.accept()) {
                var in = new DataInputStream(socket.getInputStream());
                var question = new byte[in.readUnsignedShort()];
                in.readFully(question);
                var answer = answer(question, false);
                var out = new DataOutputStream(socket.getOutputStream());
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
            } catch (IOException closed) {
                if (tcp.isClosed()) return;
            }
        }
    }

    private byte[] answer(byte[] question, boolean truncated) throws IOException {
        questions.incrementAndGet();
        var name = new StringBuilder();
        int at = 12;
        while (question[at] != 0) {
            name.append(name.isEmpty() ? "" : ".").append(new String(question, at + 1, question[at], StandardCharsets.US_ASCII));
            at += question[at] + 1;
        }
        int type = question[at + 2];
        int end = at + 5;
        var records = new ByteArrayOutputStream();
        var out = new DataOutputStream(records);
        int count = 0;
        var wanted = name.toString().toLowerCase(Locale.ROOT);
        boolean isBare = false;
        if (aliases.containsKey(wanted)) {
            count++;
            var to = name(aliases.get(wanted));
            out.writeShort(0xc00c);
            head(out, 5, to.length);
            out.write(to);
            isBare = bare.contains(wanted);
            wanted = isBare ? "" : aliases.get(wanted);
        }
        boolean exists = isBare || addresses.containsKey(wanted);
        for (var address : addresses.getOrDefault(wanted, List.of())) {
            var bytes = InetAddress.getByName(address).getAddress();
            if (bytes.length == 4 != (type == 1)) continue;
            count++;
            out.write(name(wanted));
            head(out, type, bytes.length);
            out.write(bytes);
        }
        for (var service : type == 33 ? services.getOrDefault(wanted, List.of()) : List.<String>of()) {
            var words = service.split(" ");
            count++;
            out.write(name(wanted));
            head(out, type, 6 + name(words[3]).length);
            for (int i = 0; i < 3; i++) out.writeShort(Integer.parseInt(words[i]));
            out.write(name(words[3]));
        }
        int code = exists || services.containsKey(wanted) ? 0 : 3;
        if (mood == Mood.FAILS) code = 2;
        if (code != 0 || truncated) count = 0;
        var all = new ByteArrayOutputStream();
        all.write(question, 0, 2);
        new DataOutputStream(all).writeShort(0x8180 | (truncated ? 0x200 : 0) | code);
        all.writeBytes(new byte[] {0, 1, 0, (byte) count, 0, 0, 0, 0});
        all.write(question, 12, end - 12);
        if (count > 0) all.writeBytes(records.toByteArray());
        return all.toByteArray();
    }

    private void head(DataOutputStream out, int type, int length) throws IOException {
        out.writeShort(type);
        out.writeShort(1);
        out.writeInt(seconds);
        out.writeShort(length);
    }

    private static byte[] name(String name) {
        var out = new ByteArrayOutputStream();
        for (var label : name.split("\\.")) {
            out.write(label.length());
            out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        out.write(0);
        return out.toByteArray();
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
