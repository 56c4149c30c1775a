package owlboard.proxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.WithoutNginx;
import owlboard.harness.Reserved;
import owlboard.proxy.Engine;

/** The words of {@code listen} on real ports (item 7; ngx_http_core_listen). */
@WithoutNginx("needs ports of its own choice, and reloads")
class ListenTest {
    @TempDir Path folder;
    private final List<Reserved> reserved = new ArrayList<>();

    private Engine start(String servers) throws Exception {
        return Engine.start(new Engine.Options(write(servers), "", null, Map.of(), null, folder, folder, false, null));
    }

    private Path write(String servers) throws IOException {
        return Files.writeString(folder.resolve("nginx.conf"), "events {} http { access_log off; error_log error.log; " + servers + " }");
    }

    private static String get(String address, int port, String before) throws IOException {
        try (var socket = new Socket(InetAddress.getByName(address), port)) {
            socket.getOutputStream().write((before + "GET / HTTP/1.0\r\n\r\n").getBytes(ISO_8859_1));
            var answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    /** The first of several ports in a row that nobody else gets until the test is over. */
    private int free(int count) {
        for (int tries = 0; tries < 100; tries++) {
            var held = new ArrayList<Reserved>();
            try {
                held.add(new Reserved());
                while (held.size() < count) held.add(new Reserved(held.getFirst().port() + held.size()));
                reserved.addAll(held);
                return held.getFirst().port();
            } catch (UncheckedIOException | IllegalArgumentException taken) {
                held.forEach(Reserved::close);
            }
        }
        throw new AssertionError("no free ports in a row");
    }

    @AfterEach void give() {
        reserved.forEach(Reserved::close);
    }

    @Test void everyPortOfARangeIsListenedOn() throws Exception {
        int first = free(3);
        try (var _ = start("server { listen 127.0.0.1:" + first + "-" + (first + 2) + " so_keepalive=on; return 200 $server_port; }")) {
            for (int port = first; port < first + 3; port++) assertEquals("" + port, get("127.0.0.1", port, ""));
        }
    }

    @Test void anAddressStandsBesideTheWildcard() throws Exception {
        int port = free(1);
        try (var _ = start("server { listen " + port + " backlog=64 rcvbuf=64k sndbuf=64k; return 200 any; } "
                + "server { listen 127.0.0.2:" + port + " deferred fastopen=16; return 200 two; } "
                + "server { listen [::]:" + port + "; return 200 six; }")) {
            assertEquals("any", get("127.0.0.1", port, ""));
            assertEquals("two", get("127.0.0.2", port, ""));
        }
    }

    @Test void anIpv6SocketLeavesIpv4AloneUnlessToldOtherwise() throws Exception {
        int port = free(1);
        try (var engine = start("server { listen [::]:" + port + "; return 204; }")) {
            if (engine.addresses().isEmpty()) return; // no IPv6 here
            assertThrows(ConnectException.class, () -> get("127.0.0.1", port, ""));
        }
        try (var _ = start("server { listen [::]:" + port + " ipv6only=off; return 200 $remote_addr; }")) {
            assertEquals("127.0.0.1", get("127.0.0.1", port, ""));
        }
    }

    private static String tlv(int type, String value) {
        return "" + (char) type + '\0' + (char) value.length() + value;
    }

    @Test void aProxyHeaderTellsTheClientItsPortAndMore() throws Exception {
        int port = free(1);
        var ssl = "\7\0\0\0\0" + tlv(0x21, "TLSv1.3") + tlv(0x22, "ana");
        var tlvs = tlv(1, "h2") + tlv(2, "shop.example") + tlv(0x20, ssl) + tlv(0xE1, "own");
        var body = "\12\0\0\1\12\0\0\2\4\322\1\273" + tlvs;
        try (var _ = start("set_real_ip_from 127.0.0.1; real_ip_header proxy_protocol; server { listen 127.0.0.1:" + port
                + " proxy_protocol; return 200 '$remote_addr:$remote_port $proxy_protocol_server_addr:$proxy_protocol_server_port "
                + "$proxy_protocol_tlv_alpn $proxy_protocol_tlv_authority $proxy_protocol_tlv_ssl_version $proxy_protocol_tlv_ssl_cn "
                + "$proxy_protocol_tlv_ssl_verify $proxy_protocol_tlv_0xE1 [$proxy_protocol_tlv_netns]'; }")) {
            assertEquals("10.0.0.1:1234 10.0.0.2:443 h2 shop.example TLSv1.3 ana 0 own []",
                    get("127.0.0.1", port, "\r\n\r\n\0\r\nQUIT\n\41\21\0" + (char) body.length() + body));
            assertEquals("192.0.2.1:77 192.0.2.2:443       []", get("127.0.0.1", port, "PROXY TCP4 192.0.2.1 192.0.2.2 77 443\r\n"));
        }
    }

    /** The words of one {@code listen} hold for the address, whichever server has them. */
    @Test void aProtocolMayBeSaidByAnyServerOfTheAddress() throws Exception {
        int port = free(1);
        try (var _ = start("server { listen " + port + "; return 200 $proxy_protocol_addr; } server { listen " + port
                + " proxy_protocol; server_name b; return 200 b; }")) {
            assertEquals("192.0.2.1", get("127.0.0.1", port, "PROXY TCP4 192.0.2.1 192.0.2.2 77 443\r\n"));
        }
    }

    @Test void aReloadChangesWhatIsSpokenOnAPort() throws IOException {
        var plain = "server { listen 80; location / { return 200 '[$proxy_protocol_addr]'; } }";
        try (var edge = Edge.with(plain)) {
            assertEquals("[]", edge.get("/").body());
            edge.reload(plain.replace("80;", "80 proxy_protocol;"));
            try (var client = edge.client()) {
                client.sendsRaw("PROXY TCP4 192.0.2.1 192.0.2.2 77 443\r\n");
                assertEquals("[192.0.2.1]", edge.answer(client, "GET /").body());
            }
            edge.reload(plain);
            assertEquals("[]", edge.get("/").body());
        }
    }

    @Test void aConnectionIsServedAlthoughItsAddressHasGone() throws Exception {
        int port = free(2);
        try (var engine = start("server { listen 127.0.0.1:" + port + "; return 200 old; }");
                var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("GET / HTTP/1.0\r\n".getBytes(ISO_8859_1));
            write("server { listen 127.0.0.1:" + (port + 1) + "; return 200 new; }");
            engine.reload();
            socket.getOutputStream().write("\r\n".getBytes(ISO_8859_1));
            var answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            assertEquals("old", answer.substring(answer.indexOf("\r\n\r\n") + 4), answer);
            assertEquals("new", get("127.0.0.1", port + 1, ""));
        }
    }

    @Test void aNameThatNobodyKnowsIsToldWithItsLine() {
        var trouble = assertThrows(IOException.class, () -> start("server { listen nobody.invalid:80; }").close());
        assertEquals("host not found in \"nobody.invalid:80\" of the \"listen\" directive in " + folder.resolve("nginx.conf") + ":1",
                trouble.getMessage());
    }

    @Test void aNameAndItsAddressAreOneSocket() throws Exception {
        int port = free(1);
        try (var engine = start("server { listen localhost:" + port + "; server_name a; return 200 named; } server { listen 127.0.0.1:"
                + port + "; server_name b; return 200 second; }")) {
            for (int i = 0; i < 8; i++) assertEquals("named", get("127.0.0.1", port, ""));
        }
    }

    /** Rules are about who is told to be the client, not about the socket. */
    @Test void rulesKnowTheClientThatAUnixSocketTells() throws Exception {
        var path = folder.resolve("told.sock");
        try (var engine = start("server { listen unix:" + path + "; set_real_ip_from unix:; real_ip_header X-Forwarded-For;"
                + " location /deny { deny 203.0.113.9; try_files /none @ok; }"
                + " location /unix { allow unix:; deny all; try_files /none @ok; }"
                + " location /allow { allow 203.0.113.0/24; deny all; try_files /none @ok; } location @ok { return 204; } }")) {
            assertEquals(1, engine.addresses().size());
            for (var told : List.of("", "X-Forwarded-For: 203.0.113.9\r\n")) {
                for (var way : List.of("/deny", "/unix", "/allow")) {
                    boolean good = told.isEmpty() ? !way.equals("/allow") : way.equals("/allow");
                    assertEquals(good ? "204" : "403", status(path, "GET " + way + " HTTP/1.0\r\n" + told + "\r\n"), way + " " + told);
                }
            }
        }
    }

    private static String status(Path path, String request) throws IOException {
        try (var socket = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            socket.write(ByteBuffer.wrap(request.getBytes(ISO_8859_1)));
            var answer = new String(Channels.newInputStream(socket).readAllBytes(), ISO_8859_1);
            return answer.split(" ")[1];
        }
    }

    @OwlboardOnly(row = "unix-left", value = "refuses to start where a socket was left")
    @Test void aUnixSocketOfADeadProcessIsInNobodysWayAndALivingOneIs() throws Exception {
        var path = folder.resolve("left.sock");
        var left = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
        var servers = "server { listen unix:" + path + "; return 204; }";
        try (left) {
            assertThrows(BindException.class, () -> start(servers).close());
        }
        try (var engine = start(servers)) {
            assertEquals(1, engine.addresses().size());
            assertEquals("rw-rw-rw-", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        }
    }

    /** As on nginx. */
    @Test void aFileInPlaceOfAUnixSocketStays() throws Exception {
        var file = Files.writeString(folder.resolve("precious"), "kept");
        assertThrows(BindException.class, () -> start("server { listen unix:" + file + "; return 204; }").close());
        assertEquals("kept", Files.readString(file));
    }

    @Test void aNameWithSeveralAddressesIsAllOfThem() throws Exception {
        int port = free(1);
        try (var engine = start("server { listen localhost:" + port + "; return 200 here; }")) {
            var bound = engine.addresses().values().stream().map(at -> ((InetSocketAddress) at).getAddress()).collect(Collectors.toSet());
            var known = Set.of(InetAddress.getAllByName("localhost"));
            assertTrue(known.containsAll(bound), bound + " of " + known);
            assertTrue(bound.contains(InetAddress.getByName("127.0.0.1")), bound.toString());
            for (var address : bound) assertEquals("here", get(address.getHostAddress(), port, ""));
        }
    }

    @Test void aServerListensOnAnAddressOnceHoweverItIsWritten() {
        var trouble = assertThrows(IOException.class, () -> start("server { listen localhost:80; listen 127.0.0.1:80; }").close());
        assertEquals("a duplicate listen 127.0.0.1:80 in " + folder.resolve("nginx.conf") + ":1", trouble.getMessage());
    }
}
