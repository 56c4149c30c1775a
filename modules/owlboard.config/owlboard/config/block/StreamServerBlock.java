package owlboard.config.block;

import owlboard.config.Http;
import owlboard.config.Server.Listen;
import owlboard.config.Server.ServerName;
import owlboard.config.Server;
import owlboard.config.Step;
import owlboard.config.directive.RealIp;
import owlboard.config.directive.Ssl;
import owlboard.config.directive.StreamProxy;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Syntax.Node;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.List;

/** A {@code server} block of {@code stream}: it has no locations; what answers is a setting. */
final class StreamServerBlock {
    private final Node node;
    private final Settings settings;
    private final Reading reading;
    private final List<Listen> listens = new ArrayList<>();
    private final List<ServerName> names = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();

    StreamServerBlock(Node node, Settings settings, Reading reading) {
        this.node = node;
        this.settings = settings;
        this.reading = reading;
    }

    Server read() {
        Body.read(node.block(), Context.STREAM_SERVER, settings, reading, this::shape);
        settings.put(RealIp.REAL_IP_HEADER, "proxy_protocol", node.place()); // there is no other
        if (settings.level().get(Ssl.SSL_VERIFY_CLIENT) == Ssl.VerifyClient.OFF) asksNoClient();
        if (reading.isWhole() && listens.isEmpty()) reading.refuse(node.place(), "no \"listen\" is defined for server");
        if (names.isEmpty()) names.add(new ServerName.Exact(""));
        return new Server(node.place(), settings.level(), List.copyOf(listens), List.copyOf(names), List.copyOf(steps), List.of());
    }

    /** What clients would be judged by is not looked at, nor whether it is there; in {@code http} it is. */
    private void asksNoClient() {
        settings.put(Ssl.SSL_CRL, "", node.place());
        if (!settings.level().get(Ssl.SSL_STAPLING)) settings.put(Ssl.SSL_TRUSTED_CERTIFICATE, "", node.place());
    }

    private void shape(Words words) throws Refusal {
        switch (words.name()) {
            case "listen" -> listens.addAll(Listens.read(words, reading));
            case "server_name" -> names.addAll(ServerNames.read(words, reading));
            default -> Steps.read(words, reading).ifPresent(steps::add);
        }
    }

    /** There is no usual port: who is no {@code upstream} has one. */
    static void checkAddresses(Http stream, Reading reading) {
        for (var server : stream.servers()) {
            var pass = server.level().get(StreamProxy.PROXY_PASS);
            if (pass == null || !pass.address().isConstant()) continue;
            var text = pass.address().constant();
            int colon = text.indexOf(':');
            var name = colon > 0 ? text.substring(0, colon) : "";
            if (stream.upstreams().stream().anyMatch(upstream -> upstream.name().equalsIgnoreCase(name))) {
                reading.refuse(pass.place(), "upstream \"" + name + "\" may not have port " + text.substring(colon + 1));
            }
            if (stream.upstreams().stream().anyMatch(upstream -> upstream.name().equalsIgnoreCase(text))) continue;
            try {
                var line = new Node(pass.place(), "proxy_pass", List.of(text), null, pass.place());
                var words = new Words(line, Context.STREAM_SERVER, reading.scope());
                Addresses.checkPort(words, text);
                Addresses.check(words, text, "upstream \"" + text + '"');
            } catch (Refusal refusal) {
                reading.refuse(refusal);
            }
        }
    }
}
