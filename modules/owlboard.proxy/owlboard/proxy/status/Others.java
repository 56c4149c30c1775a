package owlboard.proxy.status;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import owlboard.json.JsonText;
import owlboard.proxy.upstream.Names;

/** The pictures of the roles behind this one, which tell theirs on their own administration ports. Never on a loop. */
final class Others {
    /** Who was asked about itself so often, and told nothing, is told of: a busy one may miss one or two. */
    static final int SILENT_MOST = 3;

    /** Where a role that {@code up} runs has it, in the endpoint directory. */
    static final int PORT = 8900;
    private static final int WITHIN_MILLIS = 400;
    private static final int MOST_BYTES = 1 << 20;

    private final Names names;

    Others(Names names) {
        this.names = names;
    }

    /** What one told: its JSON as it is, and read; both null where it told nothing, and then why. */
    record Told(String raw, JsonText.Value read, String silence) {}

    /** Whether the directory says where this {@code name:port} is: a role of the same topology. */
    boolean isPlaced(String nameAndPort) {
        return names.placed(nameAndPort) != null;
    }

    /** Of those whose names the directory knows, each within {@value #WITHIN_MILLIS} ms. */
    Map<String, Told> ask(Collection<String> hosts) throws InterruptedException {
        return ask(hosts, Integer.toString(PORT), "/alone");
    }

    /** What services say of themselves, of those whose health ports the directory knows. */
    Map<String, Told> health(Collection<String> hosts) throws InterruptedException {
        return ask(hosts, "health", "/health");
    }

    /** {@code store} or {@code broker} of a service, by its name; null: the directory knows of none. */
    String behind(String service, String kind) {
        return names.placed(service + ":" + kind);
    }

    /** Whether a role whose place the directory tells, as {@code NAME:alive}, listens; true where that is not known. */
    boolean accepts(String name) {
        var place = names.placed(name + ":alive");
        if (place == null) return true;
        try (var socket = new Socket()) {
            socket.connect(address(place), WITHIN_MILLIS);
            return true;
        } catch (ConnectException refused) {
            return false;
        } catch (IOException late) {
            return true;
        }
    }

    private static InetSocketAddress address(String place) {
        int colon = place.lastIndexOf(':');
        return new InetSocketAddress(place.substring(0, colon), Integer.parseInt(place.substring(colon + 1)));
    }

    private Map<String, Told> ask(Collection<String> hosts, String port, String path) throws InterruptedException {
        var known = new TreeMap<String, String>();
        for (var host : hosts) {
            var place = names.placed(host + ":" + port);
            if (place != null) known.put(host, place);
        }
        var told = new ConcurrentHashMap<String, Told>();
        var left = new CountDownLatch(known.size());
        known.forEach((host, place) -> Thread.ofVirtual().start(() -> {
            try {
                var raw = get(place, path);
                told.put(host, new Told(raw, JsonText.object(raw.getBytes(StandardCharsets.US_ASCII)), null));
            } catch (IOException | JsonText.Broken | RuntimeException silent) {
                told.put(host, new Told(null, null, String.valueOf(silent.getMessage())));
            } finally {
                left.countDown();
            }
        }));
        left.await(2 * WITHIN_MILLIS, TimeUnit.MILLISECONDS);
        return new TreeMap<>(told);
    }

    /** Null: it does not tell. */
    String heat(String host, String of) {
        var place = names.placed(host + ":" + PORT);
        if (place == null) return null;
        try {
            return get(place, "/heat?of=" + URLEncoder.encode(of, StandardCharsets.UTF_8));
        } catch (IOException | RuntimeException silent) {
            return null;
        }
    }

    private static String get(String place, String path) throws IOException {
        try (var socket = new Socket()) {
            socket.setSoTimeout(WITHIN_MILLIS);
            socket.connect(address(place), WITHIN_MILLIS);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return body(socket.getInputStream());
        }
    }

    private static String body(InputStream in) throws IOException {
        var text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.US_ASCII);
        int head = text.indexOf("\r\n\r\n");
        boolean isWhole = text.matches("(?s)HTTP/1\\.1 (200|503) .*") && head >= 0; // 503: a service that misses its store
        if (!isWhole) throw new IOException("it answers " + text.lines().findFirst().orElse("nothing"));
        var json = text.substring(head + 4).strip();
        if (!json.startsWith("{") || !json.endsWith("}")) throw new IOException("its answer is not whole");
        return json;
    }
}
