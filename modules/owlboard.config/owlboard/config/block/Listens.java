package owlboard.config.block;

import owlboard.config.Place;
import owlboard.config.Server.Listen;
import owlboard.config.directive.Networks;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

import java.util.List;
import java.util.stream.IntStream;

/** {@code listen}. */
final class Listens {
    private final Words words;
    private final Reading reading;
    private final ListenSocket socket;
    private boolean defaultServer;
    private boolean ssl;
    private boolean http2;
    private boolean proxyProtocol;

    private Listens(Words words, Reading reading) {
        this.words = words;
        this.reading = reading;
        socket = new ListenSocket(words);
    }

    /** What a server without {@code listen} listens on. */
    static Listen unset(Place place, boolean privileged) {
        return new Listen(place, null, privileged ? 80 : 8000, null, false, false, false, false, ListenSocket.UNSET);
    }

    /** One for each port of a range. */
    static List<Listen> read(Words words, Reading reading) throws Refusal {
        var listens = new Listens(words, reading);
        for (int i = 1; i < words.count(); i++) listens.word(i);
        return listens.all(words.text(0));
    }

    private void word(int index) throws Refusal {
        var word = words.text(index);
        int equals = word.indexOf('=');
        switch (equals < 0 ? word : word.substring(0, equals + 1)) {
            case "default_server", "default" -> defaultServer = true;
            case "ssl" -> ssl = true;
            case "http2" -> {
                if (isStream()) throw words.invalidParameter(index);
                http2 = true;
            }
            case "udp" -> {
                if (!isStream()) throw words.invalidParameter(index);
                throw words.refuse("the \"udp\" parameter is not supported yet", "streams are of TCP and of unix sockets");
            }
            case "proxy_protocol" -> proxyProtocol = true;
            case "quic" -> throw words.refuse("the \"quic\" parameter is not supported yet");
            case "accept_filter=" -> reading.warn(words.place(), "listen",
                    "accept filters \"" + word + "\" are not supported on this platform, ignored");
            case "multipath" -> reading.meaningless(words.place(), "listen", "multipath: Java has no MPTCP sockets, clients come by TCP");
            default -> {
                if (!socket.takes(word)) throw words.invalidParameter(index);
            }
        }
    }

    private boolean isStream() {
        return words.context() == Context.STREAM_SERVER;
    }

    private List<Listen> all(String text) throws Refusal {
        if (text.startsWith("unix:")) {
            if (text.length() == 5) throw words.refuse("no path in the unix domain socket in \"unix:\" of the \"listen\" directive");
            return List.of(listen(null, 0, text.substring(5)));
        }
        var where = '"' + text + "\" of the \"listen\" directive";
        if (text.matches("[0-9]+(-[0-9]+)?")) return ports(null, text, where);
        int port = text.lastIndexOf(':');
        if (isStream() && port <= text.lastIndexOf(']')) throw words.refuse("no port in " + where);
        var ports = port > text.lastIndexOf(']') ? text.substring(port + 1) : "80";
        if (text.startsWith("[") && text.indexOf(']') < 0) throw words.refuse("invalid host in " + where);
        var parsed = Addresses.parse(words, port > text.lastIndexOf(']') ? text.substring(0, port) : text, where);
        if (text.startsWith("[") && Networks.literal(parsed.host()) == null) throw words.refuse("invalid IPv6 address in " + where);
        var host = parsed.host().equals("*") || parsed.host().equals("0.0.0.0") ? null : parsed.host();
        return ports(host, ports, where);
    }

    /** {@code 8182} or {@code 8182-8190}. */
    private List<Listen> ports(String host, String text, String where) throws Refusal {
        int dash = text.indexOf('-');
        int last = dash < 0 ? -1 : Addresses.port(words, text.substring(dash + 1), where);
        int first = Addresses.port(words, dash < 0 ? text : text.substring(0, dash), where);
        if (dash >= 0 && first > last) throw words.refuse("invalid port range in " + where);
        return IntStream.rangeClosed(first, Math.max(first, last)).mapToObj(port -> listen(host, port, null)).toList();
    }

    private Listen listen(String host, int port, String unixPath) {
        return new Listen(words.place(), host, port, unixPath, defaultServer, ssl, http2, proxyProtocol, socket.read());
    }
}
