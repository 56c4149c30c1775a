package owlboard.cli;

import owlboard.topology.Holder;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Map;

/** Why a port cannot be listened on, and what to do about it. */
final class PortTrouble {
    private PortTrouble() {}

    /** {@code publish}: host address by listen port. */
    static String of(BindException trouble, Map<Integer, InetSocketAddress> publish) {
        var message = trouble.getMessage();
        int port = port(message);
        if (port <= 0) return message;
        int listen = port;
        for (var pair : publish.entrySet()) {
            if (pair.getValue().getPort() == port) listen = pair.getKey();
        }
        if (message.contains("in use")) {
            return "port " + port + " is in use by " + Holder.of(port) + "; end that, or choose another port with --publish PORT:" + listen;
        }
        if (message.contains("Permission denied")) {
            return "port " + port + " is for root alone; listen elsewhere with --publish 8080:" + listen;
        }
        return message;
    }

    /** Of {@code bind() to 127.0.0.1:80 failed (...)}, {@code bind() to [::1]:80 failed (...)}; 0 when there is none. */
    private static int port(String message) {
        int end = message.indexOf(" failed");
        int start = message.lastIndexOf(':', Math.max(0, end)) + 1;
        if (end < 0 || start == 0) return 0;
        int port = 0;
        for (int i = start; i < end; i++) {
            char digit = message.charAt(i);
            if (digit < '0' || digit > '9' || port > 65535) return 0;
            port = port * 10 + digit - '0';
        }
        return port;
    }
}
