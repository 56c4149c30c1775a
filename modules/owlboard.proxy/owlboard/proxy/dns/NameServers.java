package owlboard.proxy.dns;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import owlboard.config.Level;
import owlboard.config.directive.HttpCore;
import owlboard.config.directive.Resolver;
import owlboard.proxy.count.Lookups;
import owlboard.proxy.count.Lookups.Kind;
import owlboard.proxy.count.Lookups.Outcome;
import owlboard.proxy.count.Zones;

/**
 * The servers of a {@code resolver} line, asked in turn until one answers or {@code resolver_timeout} has passed. Equal lines make equal
 * ones.
 *
 * @param counts what becomes of the lookups; null: nobody wants to know
 */
public record NameServers(Resolver line, long timeoutMillis, Lookups counts) {
    private static final SecureRandom IDS = new SecureRandom();
    /** How long the first server has; the next ones twice as long each. */
    private static final int PATIENCE_MILLIS = 500;
    private static final int UDP_MAX = 4096;
    /** Questions beyond the first that one name may lead to. */
    private static final int ALIASES_MAX = 10;

    /** Those in force at a level; null: the system's. */
    public static NameServers of(Level level, Zones zones) {
        var line = level.get(HttpCore.RESOLVER);
        if (line == null) return null;
        return new NameServers(line, level.get(HttpCore.RESOLVER_TIMEOUT), line.zone() == null ? null : zones.resolver(line.zone()));
    }

    /**
     * May block, for {@code resolver_timeout} at the longest.
     *
     * @throws UnknownHostException why there are no addresses, with the server that said so
     */
    public Answer lookup(String name) throws UnknownHostException {
        return counted(Kind.NAME, () -> addresses(name));
    }

    private interface Asking {
        Answer answer() throws UnknownHostException;
    }

    private Answer counted(Kind kind, Asking asking) throws UnknownHostException {
        if (counts == null) return asking.answer();
        counts.begins(kind);
        var outcome = Outcome.UNKNOWN;
        try {
            var answer = asking.answer();
            outcome = Outcome.NOERROR;
            return answer;
        } catch (LookupFailed failed) {
            outcome = failed.outcome;
            throw failed;
        } finally {
            counts.ends(outcome);
        }
    }

    private Answer addresses(String name) throws UnknownHostException {
        long until = System.nanoTime() + timeoutMillis * 1_000_000;
        var addresses = new ArrayList<InetAddress>();
        long seconds = Integer.MAX_VALUE;
        UnknownHostException failure = null;
        for (int type : new int[] {Message.A, Message.AAAA}) {
            if (type == Message.A ? !line.ipv4() : !line.ipv6()) continue;
            try {
                var answer = ask(name, type, until);
                if (answer.addresses().isEmpty()) continue;
                addresses.addAll(answer.addresses());
                seconds = Math.min(seconds, answer.seconds());
            } catch (UnknownHostException unknown) {
                failure = unknown; // the other kind of address may be there all the same
            }
        }
        if (!addresses.isEmpty()) return new Answer(addresses, List.of(), line.valid() > 0 ? line.valid() / 1000 : seconds, null);
        if (failure != null) throw failure;
        throw new LookupFailed(Outcome.NXDOMAIN, name + " has no address"); // as nginx takes it
    }

    /** The servers of a service (RFC 2782); otherwise as {@link #lookup}. {@code name} as {@code _http._tcp.shop}. */
    public Answer services(String name) throws UnknownHostException {
        return counted(Kind.SRV, () -> servers(name));
    }

    private Answer servers(String name) throws UnknownHostException {
        var answer = ask(name, Message.SRV, System.nanoTime() + timeoutMillis * 1_000_000);
        if (answer.services().isEmpty()) throw new LookupFailed(Outcome.NXDOMAIN, name + " has no servers");
        return new Answer(List.of(), answer.services(), line.valid() > 0 ? line.valid() / 1000 : answer.seconds(), null);
    }

    /** Goes on with the name that an alias leads to where the answer does not tell of it (RFC 1034 §5.2.2). */
    private Answer ask(String name, int type, long until) throws UnknownHostException {
        var answer = askOne(name, type, until);
        long seconds = answer.seconds();
        for (int hops = 0; answer.alias() != null; hops++) {
            if (hops == ALIASES_MAX) throw new LookupFailed(Outcome.UNKNOWN, name + " leads to more than " + ALIASES_MAX + " aliases");
            answer = askOne(answer.alias(), type, until);
            seconds = Math.min(seconds, answer.seconds());
        }
        return new Answer(answer.addresses(), answer.services(), seconds, null);
    }

    private Answer askOne(String name, int type, long until) throws UnknownHostException {
        int patience = PATIENCE_MILLIS;
        var trouble = "no answer";
        for (int turn = 0; ; turn++) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) throw new LookupFailed(Outcome.TIMEDOUT, name + ": " + trouble + " within " + timeoutMillis + " ms");
            var server = line.servers().get(turn % line.servers().size());
            try {
                return ask(server, name, type, (int) Math.min(left, patience));
            } catch (SocketTimeoutException late) {
                trouble = "no answer of " + server.host() + ":" + server.port();
            } catch (UnknownHostException said) {
                var outcome = said instanceof LookupFailed failed ? failed.outcome : Outcome.UNKNOWN;
                throw new LookupFailed(outcome, name + ": " + server.host() + ":" + server.port() + " says: " + said.getMessage());
            } catch (IOException unreachable) {
                trouble = server.host() + ":" + server.port() + ": " + unreachable.getMessage();
                pause(Math.min(left, patience));
            }
            if (turn % line.servers().size() == line.servers().size() - 1) patience *= 2;
        }
    }

    /** A server that refuses packets answers at once: it is not asked without end. */
    private static void pause(long millis) throws UnknownHostException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException("interrupted");
        }
    }

    private static Answer ask(Resolver.Server server, String name, int type, int patience) throws IOException {
        var to = new InetSocketAddress(server.host(), server.port());
        if (to.isUnresolved()) throw new IOException("this name server's own name is not known");
        int id = IDS.nextInt(1 << 16);
        var question = Message.question(id, name, type);
        try (var socket = new DatagramSocket()) {
            socket.connect(to); // takes packets of this server only, and hears that its port is closed
            socket.send(new DatagramPacket(question, question.length));
            var packet = new DatagramPacket(new byte[UDP_MAX], UDP_MAX);
            long end = System.nanoTime() + patience * 1_000_000L;
            while (true) {
                socket.setSoTimeout((int) Math.max(1, (end - System.nanoTime()) / 1_000_000));
                packet.setLength(UDP_MAX);
                socket.receive(packet);
                try {
                    var reply = Message.reply(packet.getData(), packet.getLength(), id, name, type);
                    return reply.truncated() ? askWhole(to, question, id, name, type, patience) : reply.answer();
                } catch (Message.Malformed notOurs) {
                    if (System.nanoTime() - end >= 0) throw new SocketTimeoutException(notOurs.getMessage());
                }
            }
        }
    }

    /** Over TCP, two bytes of length first (RFC 1035 §4.2.2). */
    private static Answer askWhole(InetSocketAddress to, byte[] question, int id, String name, int type, int patience) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(to, patience);
            socket.setSoTimeout(patience);
            socket.getOutputStream().write(ByteBuffer.allocate(2 + question.length).putShort((short) question.length).put(question)
                    .array());
            var in = new DataInputStream(socket.getInputStream());
            var bytes = new byte[in.readUnsignedShort()];
            in.readFully(bytes);
            var reply = Message.reply(bytes, bytes.length, id, name, type);
            if (reply.truncated()) throw new IOException("its answer over TCP is truncated");
            return reply.answer();
        } catch (Message.Malformed broken) {
            throw new IOException("its answer over TCP is broken: " + broken.getMessage());
        }
    }
}
