package owlboard.cli;

import owlboard.cli.process.Life;
import owlboard.cli.process.Signals;
import owlboard.cli.process.Trouble;
import owlboard.services.Keeping;
import owlboard.services.Service;
import owlboard.services.Services;
import owlboard.services.Trust;
import owlboard.topology.Grace;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** {@code --role user|canvas|chat|comments}: a service. */
final class ServiceRole {
    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    ServiceRole(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    int run(Given given) throws Usage {
        var kind = switch (given.command().name()) {
            case "user" -> Services.Kind.USER;
            case "canvas" -> Services.Kind.CANVAS;
            case "chat" -> Services.Kind.CHAT;
            default -> Services.Kind.COMMENTS;
        };
        var name = kind.service();
        var listen = address("--listen", given.text("--listen", usualAddress(kind)));
        var health = given.has("--health") ? address("--health", given.text("--health", "")) : null;
        var certs = given.path("--certs", null);
        var grace = given.duration("--grace", Grace.ROLE);

        Keeping keeping;
        Trust trust;
        try {
            keeping = Keeping.of(kind, environment, given.path("--endpoints", null));
            trust = Trust.of(environment);
        } catch (IllegalArgumentException wrong) {
            err.println(name + ": " + wrong.getMessage());
            return 2;
        }

        Service service;
        try {
            service = Services.start(new Services.Options(kind, listen, certs, keeping, health, trust));
        } catch (IOException trouble) {
            err.println(name + ": " + Trouble.of(trouble));
            return 1;
        }

        var life = new Life(grace, () -> {});
        Signals.post("TERM", life, Life.Event.QUIT);
        Signals.post("INT", life, Life.Event.INTERRUPT);
        out.println(name + " listens on " + service.port()
                + (certs == null ? ", plain HTTP" : ", TLS for clients of " + certs.resolve("ca/ca.crt"))
                + "; keeps its data " + (keeping.store() == null ? "in memory: it is gone with the process" : "in " + keeping.store()));
        out.flush();
        Supervised.heed(given, life);
        life.run(new Served(service));
        return 0;
    }

    /** The ports that the gateways' configuration names. */
    private static String usualAddress(Services.Kind kind) {
        return switch (kind) {
            case USER, CHAT -> "0.0.0.0:8443";
            case CANVAS -> "0.0.0.0:8080";
            case COMMENTS -> "0.0.0.0:8000";
        };
    }

    static InetSocketAddress address(String flag, String text) throws Usage {
        int colon = text.lastIndexOf(':');
        if (colon < 0) throw new Usage(flag + " '" + text + "': write HOST:PORT, such as 127.0.0.1:8443");
        var address = new InetSocketAddress(text.substring(0, colon), Given.number(flag, text.substring(colon + 1), 0, 65535));
        if (address.isUnresolved()) throw new Usage(flag + " '" + text + "': no such host");
        return address;
    }

    /** A service has no configuration to read again and no logs of its own. */
    private record Served(Service service) implements Life.Server {
        @Override public boolean quit(Duration grace) {
            service.close(grace);
            return true;
        }

        @Override public void close() {
            service.close(Duration.ZERO);
        }

        @Override public void reload() {
            return;
        }

        @Override public void reopenLogs() {
            return;
        }
    }
}
