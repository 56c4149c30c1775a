package owlboard.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static owlboard.wire.http2.FrameClient.END_HEADERS;
import static owlboard.wire.http2.FrameClient.END_STREAM;
import static owlboard.wire.http2.FrameClient.HEADERS;
import static owlboard.wire.http2.FrameClient.request;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import owlboard.harness.Patience;
import owlboard.wire.http2.FrameClient;

/**
 * An engine that does the same thing many times, in a process of its own: nothing else is in its memory. It says how many bytes of heap and
 * of buffers are kept after a tenth, and at the end.
 */
final class MemoryRun {
    private static final String CONF = """
            events {} http { access_log off; error_log stderr; keepalive_requests 1000000;
                limit_req_zone $binary_remote_addr$arg_k zone=r:1m rate=1000r/s; map $arg_m $host_of { default 127.0.0.1:1; ~^x(.*) $1; }
                upstream a { hash $host_of consistent; server 127.0.0.1:1; }
                server { listen 80 http2; listen 81; root ROOT;
                    location / { return 200 %d; }
                    location /limited { limit_req zone=r; proxy_pass http://a; }
                    location = /page { ssi on; ssi_types *; auth_request /may; mirror /mirror; }
                    location = /may { internal; return 204; }
                    location = /mirror { internal; return 200 seen; }
                    location = /part { return 200 "part\\n"; }
                    location = /events { proxy_pass http://127.0.0.1:PEER; proxy_http_version 1.1; }
                    location = /socket { proxy_pass http://127.0.0.1:PEER; proxy_http_version 1.1;
                        proxy_set_header Upgrade websocket; proxy_set_header Connection upgrade; } } }
            """;
    private static final int BATCH = 50;

    private final Path folder;
    private final Path conf;
    /** Agrees to what it is asked for. */
    private final ServerSocket peer = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final Engine engine;

    private MemoryRun(Path folder) throws Exception {
        this.folder = folder;
        Files.writeString(folder.resolve("page"), "<!--# include virtual=\"/part\" -->the end of the page");
        conf = folder.resolve("nginx.conf");
        configure(0);
        var free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        engine = Engine.start(new Engine.Options(conf, "", null, Map.of(80, free, 81, free), null, folder, folder, false, null));
    }

    /** {@code arguments}: reloads, streams, tunnels, events or subrequests; how many; a folder of its own. */
    public static void main(String[] arguments) throws Exception {
        var run = new MemoryRun(Path.of(arguments[2]));
        int count = Integer.parseInt(arguments[1]);
        switch (arguments[0]) {
            case "reloads" -> run.reloads(count);
            case "streams" -> run.streams(count);
            case "tunnels" -> run.tunnels(count);
            case "events" -> run.events(count);
            default -> run.subrequests(count);
        }
        run.engine.close();
        System.exit(0);
    }

    private void configure(int version) throws IOException {
        Files.writeString(conf, CONF.formatted(version).replace("ROOT", folder.toString())
                .replace("PEER", "" + peer.getLocalPort()));
    }

    private void reloads(int count) throws Exception {
        for (int i = 1; i <= count; i++) {
            configure(i);
            engine.reload();
            if (i == count / 10) tell("before");
        }
        tell("after");
    }

    private void streams(int count) throws Exception {
        try (var client = FrameClient.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), engine.port(80)))) {
            var out = client.socket().getOutputStream();
            var in = new DataInputStream(new BufferedInputStream(client.socket().getInputStream(), 1 << 16));
            var block = request("GET", "/");
            for (int done = 0, id = 1; done < count; done += BATCH) {
                client.gathers();
                for (int i = 0; i < BATCH; i++, id += 2) {
                    client.raw(FrameClient.header(block.length, HEADERS, END_STREAM | END_HEADERS, id)).raw(block);
                }
                out.write(client.gathered());
                for (int ended = 0; ended < BATCH; ) ended += endsStream(in);
                if (done + BATCH == count / 10) tell("before");
                client.window(0, BATCH);
            }
            tell("after");
        }
    }

    /** 1 for the last frame of an answer. */
    private static int endsStream(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        in.readInt();
        in.skipNBytes(length);
        if (type == FrameClient.RST_STREAM || type == FrameClient.GOAWAY) throw new IOException("the server sent type " + type);
        return (type == FrameClient.DATA || type == HEADERS) && (flags & END_STREAM) != 0 ? 1 : 0;
    }

    /** They stay open. */
    private void tunnels(int count) throws Exception {
        open(count, "GET /socket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n", "\r\n\r\n");
    }

    /** Answers that have begun and wait for their next piece. */
    private void events(int count) throws Exception {
        open(count, "GET /events HTTP/1.1\r\nHost: a\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nevent\n\r\n", "event\n");
    }

    /** Each is asked for and answered, as far as {@code until}. */
    private void open(int count, String request, String answer, String until) throws Exception {
        var ends = new ArrayList<Socket>();
        for (int i = 1; i <= count; i++) {
            var client = new Socket(InetAddress.getLoopbackAddress(), engine.port(81));
            ends.add(client);
            client.setSoTimeout(Patience.MILLIS);
            client.getOutputStream().write(request.getBytes(ISO_8859_1));
            var behind = peer.accept();
            ends.add(behind);
            until(behind.getInputStream(), "\r\n\r\n");
            behind.getOutputStream().write(answer.getBytes(ISO_8859_1));
            until(client.getInputStream(), until);
            if (i == count / 10) tell("before");
        }
        tell("after");
        for (var end : ends) end.close();
    }

    /** Each page is made of three. */
    private void subrequests(int count) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), engine.port(81))) {
            socket.setSoTimeout(Patience.MILLIS);
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
            var request = "GET /page HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1);
            int pages = (count + 2) / 3;
            for (int i = 1; i <= pages; i++) {
                socket.getOutputStream().write(request);
                until(in, "part\n");
                until(in, "0\r\n\r\n");
                if (i == pages / 10) tell("before");
            }
            tell("after");
        }
    }

    private static void until(InputStream in, String text) throws IOException {
        for (int matched = 0; matched < text.length(); ) {
            int octet = in.read();
            if (octet < 0) throw new EOFException();
            if (octet == text.charAt(matched)) matched++;
            else matched = octet == text.charAt(0) ? 1 : 0;
        }
    }

    private static void tell(String when) {
        System.gc();
        System.gc();
        long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
        System.out.println(when + ' ' + (heap + direct));
    }
}
