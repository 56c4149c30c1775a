package owlboard.config.block;

import owlboard.config.Server.KeepAlive;
import owlboard.config.Server.Socket;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

/** The words of {@code listen} that say how the socket is opened (ngx_http_core_listen, Linux). */
final class ListenSocket {
    private static final int BACKLOG = 511;
    static final Socket UNSET = new Socket(false, BACKLOG, true, 0, 0, false, 0, null);

    private final Words words;
    private boolean isSet;
    private int backlog = BACKLOG;
    private boolean ipv6Only = true;
    private long receiveBuffer;
    private long sendBuffer;
    private boolean deferred;
    private int fastOpen;
    private KeepAlive keepAlive;

    ListenSocket(Words words) {
        this.words = words;
    }

    /** False: it is no word of a socket. */
    boolean takes(String word) throws Refusal {
        int equals = word.indexOf('=');
        var value = word.substring(equals + 1);
        switch (equals < 0 ? word : word.substring(0, equals + 1)) {
            case "bind", "reuseport" -> { } // each loop has a socket of its own, always
            case "deferred" -> deferred = true;
            case "backlog=" -> backlog = number(word, value, 1);
            case "fastopen=" -> fastOpen = number(word, value, 0);
            case "rcvbuf=" -> receiveBuffer = size(word, value);
            case "sndbuf=" -> sendBuffer = size(word, value);
            case "so_keepalive=" -> keepAlive = keepAlive(value);
            case "ipv6only=" -> {
                if (!value.equals("on") && !value.equals("off")) throw words.refuse("invalid ipv6only flags \"" + value + '"');
                ipv6Only = value.equals("on");
            }
            default -> {
                return false;
            }
        }
        isSet = true;
        return true;
    }

    Socket read() {
        return isSet ? new Socket(true, backlog, ipv6Only, receiveBuffer, sendBuffer, deferred, fastOpen, keepAlive) : UNSET;
    }

    private int number(String word, String value, int least) throws Refusal {
        var number = Units.number(value);
        if (number.isEmpty() || number.getAsLong() < least || number.getAsLong() > Integer.MAX_VALUE) throw invalid(word);
        return (int) number.getAsLong();
    }

    private long size(String word, String value) throws Refusal {
        var size = Units.size(value);
        if (size.isEmpty() || size.getAsLong() > Integer.MAX_VALUE) throw invalid(word);
        return size.getAsLong();
    }

    private Refusal invalid(String word) {
        return words.refuse("invalid " + word.substring(0, word.indexOf('=')) + " \"" + word + '"');
    }

    /** {@code on}, {@code off}, {@code 30m::10}. */
    private KeepAlive keepAlive(String value) throws Refusal {
        if (value.equals("on") || value.equals("off")) return new KeepAlive(value.equals("on"), 0, 0, 0);
        var parts = value.split(":", -1);
        var refusal = words.refuse("invalid so_keepalive value: \"" + value + '"');
        if (parts.length > 3 || value.chars().allMatch(c -> c == ':')) throw refusal;
        int[] numbers = new int[3];
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].isEmpty()) continue;
            var number = i < 2 ? Units.seconds(parts[i]) : Units.number(parts[i]);
            if (number.isEmpty() || number.getAsLong() == 0 || number.getAsLong() > Integer.MAX_VALUE) throw refusal;
            numbers[i] = (int) number.getAsLong();
        }
        return new KeepAlive(true, numbers[0], numbers[1], numbers[2]);
    }
}
