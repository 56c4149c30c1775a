package owlboard.edge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;
import owlboard.harness.Reserved;
import owlboard.harness.Tree;

/** One running system with a configuration, and the clients and peers that a test plays around it. */
public final class Edge implements AutoCloseable {
    private final Transcript transcript = new Transcript();
    private final Path folder;
    private final Map<String, Reserved> reserved = new TreeMap<>();
    private final Map<String, Peer> peers = new TreeMap<>();
    private final List<AutoCloseable> ends = new ArrayList<>();
    private final ConfText conf;
    private final UnderTest system;
    private final Expected expected;
    private int clients;

    /** A file that is there before the system starts; {@code path} is absolute, as the configuration writes it. */
    public record FileText(String path, String text) {}

    /** The body of an {@code http} block, or a whole file. Every {@code name:port} in it is refused until {@link #peer} plays it. */
    public static Edge with(String conf, FileText... files) {
        return on(onNginx(), conf, List.of(files));
    }

    /** The same on one system, whichever the others run on. */
    static Edge on(boolean nginx, String conf, List<FileText> files) {
        return new Edge(nginx, new ConfText(conf), files);
    }

    public static FileText file(String path, String text) {
        return new FileText(path, text);
    }

    static boolean onNginx() {
        return "nginx".equals(System.getProperty("owlboard.edge"));
    }

    private Edge(boolean nginx, ConfText conf, List<FileText> files) {
        this.conf = conf;
        try {
            folder = Files.createTempDirectory("edge");
            for (var sub : new String[] {"etc/nginx", "var/log/nginx", "var/tmp", "var/cache/nginx"}) {
                Files.createDirectories(root().resolve(sub));
            }
            Files.writeString(root().resolve("etc/nginx/mime.types"), MIME_TYPES);
            if (conf.speaksTls()) Certificates.writeTo(root());
            for (var file : files) writes(file.path(), file.text());
            conf.peers().forEach(name -> reserved.put(name, new Reserved()));
            var start = new UnderTest.Start(conf, folder, reserved);
            system = nginx ? new Nginx(start) : BuiltImage.owlboard(start);
        } catch (IOException | RuntimeException | Error e) {
            var failure = failureAtStart(e);
            removeFolder();
            throw failure;
        }
        expected = new Expected(system.differences());
    }

    private AssertionError failureAtStart(Throwable e) {
        reserved.values().forEach(Reserved::close);
        return new AssertionError("the edge did not start: " + e.getMessage() + "\n" + String.join("\n", errorLog().lines()), e);
    }

    private static final String MIME_TYPES = """
            types {
                text/html html htm;
                text/css css;
                text/plain txt;
                application/javascript js;
                application/json json;
                image/png png;
                image/svg+xml svg;
            }
            """;

    private Path root() {
        return folder.resolve("root");
    }

    /** Where the file or folder is that the configuration names by {@code path}. */
    public Path file(String path) {
        return root().resolve(path.substring(1));
    }

    /** Writes a file that the configuration names by {@code path}. */
    public void writes(String path, String text) {
        var file = root().resolve(path.substring(1));
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same for what is no text. */
    public void writes(String path, byte[] bytes) {
        writes(path, "");
        try {
            Files.write(root().resolve(path.substring(1)), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts another configuration, with the same listen ports and peers, in place of the one in force. Ours only. */
    public void reload(String conf) throws IOException {
        system.reload(new ConfText(conf));
    }

    // ---- clients

    /** A client of the smallest port the configuration listens on. */
    public Wire client() {
        return client(conf.listenPorts().iterator().next());
    }

    public Wire client(int listenPort) {
        return client(listenPort, "127.0.0.1");
    }

    /** A client whose own address is {@code from}: any of 127.0.0.0/8. */
    public Wire client(int listenPort, String from) {
        return wire(connect(listenPort, from, 0));
    }

    /** A client of the smallest port, with this address of its own. */
    Wire clientFrom(String from) {
        return client(conf.listenPorts().iterator().next(), from);
    }

    /** A client with a small receive buffer, so that little fits into the kernel while it doesn't read. */
    public Wire narrowClient() {
        return wire(connect(conf.listenPorts().iterator().next(), "127.0.0.1", 4096)).reading(false);
    }

    /** A TLS client that trusts the test's authority and asks for {@code serverName}; that and {@code own} may be null. */
    public Wire tlsClient(int listenPort, String serverName, Certificates.Identity own) {
        return tlsClient(connect(listenPort, "127.0.0.1", 0), listenPort, serverName, own);
    }

    /** The same without a certificate, with this address of its own. */
    Wire tlsClientFrom(String from, int listenPort, String serverName) {
        return tlsClient(connect(listenPort, from, 0), listenPort, serverName, null);
    }

    private Wire tlsClient(Socket plain, int listenPort, String serverName, Certificates.Identity own) {
        try {
            var tls = (SSLSocket) Certificates.context(own).getSocketFactory().createSocket(plain,
                    serverName == null ? "127.0.0.1" : serverName, listenPort, true);
            var parameters = tls.getSSLParameters();
            parameters.setServerNames(serverName == null ? List.of() : List.of(new SNIHostName(serverName)));
            tls.setSSLParameters(parameters);
            tls.setSoTimeout((int) Wait.LIMIT.toMillis());
            tls.startHandshake();
            tls.setSoTimeout(0);
            return wire(tls);
        } catch (IOException e) {
            throw failure("TLS: " + e.getMessage());
        }
    }

    /** Where clients of the smallest port connect to, for tests that bring sockets of their own. */
    public InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", system.port(conf.listenPorts().iterator().next()));
    }

    private Socket connect(int listenPort, String from, int receiveBuffer) {
        try {
            var socket = new Socket();
            if (receiveBuffer > 0) socket.setReceiveBufferSize(receiveBuffer);
            socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
            socket.connect(new InetSocketAddress("127.0.0.1", system.port(listenPort)), (int) Wait.LIMIT.toMillis());
            socket.setTcpNoDelay(true);
            return socket;
        } catch (IOException e) {
            throw failure("no connection to listen port " + listenPort + ": " + e.getMessage());
        }
    }

    private Wire wire(Socket socket) {
        try {
            var wire = new Wire("client" + (clients++ == 0 ? "" : "#" + clients), socket, List.of(), this, new Object());
            ends.add(wire);
            return wire;
        } catch (IOException e) {
            throw failure("a client's socket: " + e.getMessage());
        }
    }

    /** Replaces the file {@code to} by the contents of {@code from}. */
    public void copies(String from, String to) {
        try {
            writes(to, Files.readString(root().resolve(from.substring(1))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What came back: the status, the header lines and all that followed them until the end of the connection. */
    public record Answer(int status, List<String> headers, String body) {}

    /** Of its listen ports. */
    int smallestPort() {
        return conf.listenPorts().iterator().next();
    }

    /** Sends a request without a body on a fresh connection and waits for its end. */
    public Answer get(String path, String... headers) {
        return getFrom("127.0.0.1", path, headers);
    }

    /** The same for a client whose own address is {@code from}. */
    public Answer getFrom(String from, String path, String... headers) {
        try (var client = client(conf.listenPorts().iterator().next(), from)) {
            return answer(client, "GET " + path, headers);
        }
    }

    /** Sends a last request on this connection and reads until its end. */
    public Answer answer(Wire client, String methodAndTarget, String... headers) {
        var lines = new ArrayList<String>(List.of(methodAndTarget + " HTTP/1.1", "Host: shop", "Connection: close"));
        lines.addAll(List.of(headers));
        lines.add("");
        var head = client.sends(lines.toArray(String[]::new)).head();
        return new Answer(Integer.parseInt(head.getFirst().split(" ")[1]), head.subList(1, head.size()), client.rest());
    }

    // ---- peers

    /** Plays the peer that the configuration calls {@code name:port}; from now on connections to it are accepted. */
    public Peer peer(String name) {
        return peers.computeIfAbsent(name, key -> new Peer(key, this, reservedAt(key).address(), Peer.Speech.PLAIN));
    }

    /** The same by the name alone. */
    Peer peerCalled(String name) {
        return peer(reserved.keySet().stream().filter(key -> key.startsWith(name + ":")).findFirst()
                .orElseThrow(() -> failure("the configuration has no peer " + name + ", only " + reserved.keySet())));
    }

    /** The same with TLS: the certificate is the test authority's for {@code identity}. */
    public Peer tlsPeer(String name, Certificates.Identity identity, boolean needsClientCertificate) {
        return peers.computeIfAbsent(name, key ->
                new Peer(key, this, reservedAt(key).address(), Peer.Speech.tls(identity, needsClientCertificate)));
    }

    /** Connecting to this peer gets no answer at all: its kernel drops every SYN. */
    public void hole(String name) {
        try {
            ends.add(new Peer.Hole(reservedAt(name).address()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the system under test connects to for a peer of this name. */
    InetSocketAddress addressOf(String name) {
        return reservedAt(name).address();
    }

    /** Every {@code name:port} that the configuration would connect to. */
    Set<String> peerNames() {
        return reserved.keySet();
    }

    private Reserved reservedAt(String name) {
        var found = reserved.get(name);
        if (found == null) throw failure("the configuration has no peer " + name + ", only " + reserved.keySet());
        return found;
    }

    // ---- logs and failures

    /** The access log, {@code /var/log/nginx/access.log}. */
    public Log accessLog() {
        return log("access.log");
    }

    /** The error log, {@code /var/log/nginx/error.log}. */
    public Log errorLog() {
        return log("error.log");
    }

    /** Another log in {@code /var/log/nginx}. */
    public Log log(String fileName) {
        return new Log(root().resolve("var/log/nginx").resolve(fileName), this);
    }

    Differences differences() {
        return system.differences();
    }

    Transcript transcript() {
        return transcript;
    }

    Expected expected() {
        return expected;
    }

    List<String> upstreamRequest(List<String> expectedHead, List<String> received) {
        return system.differences().upstreamRequest(expectedHead, received);
    }

    AssertionError failure(String what) {
        var log = errorLog().lines();
        return new AssertionError(what + "\n--- what went over the wires\n" + transcript.text() + "\n--- error log\n"
                + String.join("\n", log.subList(Math.max(0, log.size() - 15), log.size())));
    }

    @Override public void close() {
        for (var end : ends) {
            try {
                end.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        peers.values().forEach(Peer::close);
        try {
            system.check();
        } catch (RuntimeException e) {
            throw failure(e.getMessage());
        } finally {
            system.close();
            reserved.values().forEach(Reserved::close);
            removeFolder();
        }
    }

    /** What a busy loop still writes after the second that the end waits for it goes as well. */
    private void removeFolder() {
        Wait.until("nothing is left behind in " + folder, () -> {
            try {
                Tree.delete(folder);
                return true;
            } catch (DirectoryNotEmptyException late) {
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException("left behind: " + folder, e);
            }
        });
    }
}
