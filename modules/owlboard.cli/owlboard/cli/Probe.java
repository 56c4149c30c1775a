package owlboard.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import owlboard.certs.Screen;

/**
 * {@code owlboard probe URL...}: the health check of a container. It runs every few seconds in a process of its own, so it loads nothing it
 * can do without: a bare socket, no table of commands, no URL class, no HTTP client.
 */
final class Probe {
    private static final int CONNECT_MILLIS = 1_000;
    private static final int ANSWER_MILLIS = 2_000;
    private static final int LINE_MAX = 64; // "HTTP/1.1 200" and some of the reason

    private Probe() {}

    private static final String USAGE = """
            usage: owlboard probe URL...

            Asks once whether all of them are healthy.
              http://HOST:PORT/PATH   it answers GET with a status from 200 to 399
              tcp://HOST:PORT         it accepts connections

            Example: owlboard probe http://localhost:8000/health tcp://localhost:9000

            Exit codes: 0 healthy, 1 not, with the reason, 2 wrong command line.
            """;

    /** 0 healthy, 1 not and why, 2 wrong command line. */
    static int run(List<String> urls, PrintStream out, PrintStream err) {
        if (urls.size() == 1 && List.of("--help", "-h").contains(urls.getFirst())) {
            Screen.print(out, USAGE);
            return 0;
        }
        if (urls.isEmpty()) {
            err.println("owlboard probe needs a URL (see: owlboard probe --help)");
            return 2;
        }
        for (var url : urls) {
            if (url.startsWith("-")) {
                err.println("owlboard probe has no flag " + url + " (all of them: owlboard probe --help)");
                return 2;
            }
            int code = one(url, err);
            if (code != 0) return code;
        }
        return 0;
    }

    private static int one(String url, PrintStream err) {
        boolean http = url.startsWith("http://");
        if (!http && !url.startsWith("tcp://")) {
            err.println("owlboard: \"" + url + "\" is neither http://HOST:PORT/PATH nor tcp://HOST:PORT");
            return 2;
        }
        var rest = url.substring(url.indexOf("//") + 2);
        int slash = rest.indexOf('/');
        var place = slash < 0 ? rest : rest.substring(0, slash);
        int colon = place.indexOf(':', place.lastIndexOf(']') + 1); // an IPv6 address stands in brackets
        int standardPort = http ? 80 : -1;
        int port = colon >= 0 ? number(place.substring(colon + 1)) : standardPort;
        if (port < 1 || port > 65_535) {
            err.println("owlboard: \"" + url + "\" names no port from 1 to 65535");
            return 2;
        }
        var host = colon < 0 ? place : place.substring(0, colon);
        if (host.isEmpty()) {
            err.println("owlboard: \"" + url + "\" names no host");
            return 2;
        }
        var trouble = trouble(host, port, http, slash < 0 ? "/" : rest.substring(slash));
        if (trouble == null) return 0;
        err.println("owlboard: " + url + " " + trouble);
        return 1;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException none) {
            return -1;
        }
    }

    /** Null when healthy. */
    private static String trouble(String host, int port, boolean http, String path) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            if (!http) return null;
            socket.setSoTimeout(ANSWER_MILLIS);
            var request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: owlboard-health\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            var line = new String(socket.getInputStream().readNBytes(LINE_MAX), StandardCharsets.ISO_8859_1);
            if (line.length() < 12 || !line.startsWith("HTTP/1.")) return "does not speak HTTP/1";
            int status = number(line.substring(9, 12));
            return status >= 200 && status < 400 ? null : "answers " + status;
        } catch (UnknownHostException unknown) {
            return "cannot be reached: the name " + host + " has no address here";
        } catch (IOException failure) {
            return "cannot be reached: " + failure.getMessage();
        }
    }
}
