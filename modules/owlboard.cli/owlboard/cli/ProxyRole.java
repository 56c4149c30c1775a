package owlboard.cli;

import owlboard.cli.process.EngineServer;
import owlboard.cli.process.Life;
import owlboard.cli.process.OldGeneration;
import owlboard.cli.process.Signals;
import owlboard.cli.process.Trouble;
import owlboard.config.ConfigException;
import owlboard.config.Configuration.Severity;
import owlboard.config.directive.Core;
import owlboard.cli.nginx.Heeded;
import owlboard.proxy.Console;
import owlboard.proxy.Engine;
import owlboard.proxy.WorkerUser;
import owlboard.topology.Grace;

import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** {@code --role lb|gateway|desktop|mobile}: an engine. */
final class ProxyRole {
    /** As the configuration and the endpoint directory have it, wherever it is published. */
    private static final int ADMIN = 8900;

    private final PrintStream out;
    private final PrintStream err;

    ProxyRole(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    int run(Given given) throws Usage {
        var name = name(given);
        var state = given.path("--state", Path.of("run"));
        var conf = given.path("--conf", Path.of(System.getProperty("java.home"), "conf", given.command().name() + ".conf"));
        int admin = given.number("--admin", 0, 65535, -1);
        var published = published(given);
        if (admin >= 0) published.put(ADMIN, new InetSocketAddress(InetAddress.getLoopbackAddress(), admin));
        var globals = origin(given) + (admin < 0 ? "" : "owlboard_admin 127.0.0.1:" + ADMIN + ";");
        var options = new Engine.Options(conf, globals, given.path("--root", null), published, given.path("--endpoints", null),
                state, prefix(given, conf, state), given.has("--console-logs"), null);
        var told = given.duration("--grace", null);

        // Before it listens: whoever sees that it does may signal it. Until it lives, events wait.
        var running = new AtomicReference<Engine>();
        Supplier<Duration> grace = () -> told != null ? told : grace(running.get());
        var life = new Life(grace, () -> err.println(name + ": " + grace.get().toMillis() / 1000.0
                + " s were not enough for the requests in flight: they were cut off"));
        Signals.post("TERM", life, Life.Event.QUIT);
        Signals.post("INT", life, Life.Event.INTERRUPT);
        Heeded.hangUp();
        Signals.post("HUP", life, Life.Event.RELOAD);
        Signals.post("USR1", life, Life.Event.REOPEN);

        Engine engine;
        try {
            var console = given.has("--log") ? new Console(out, err) : Console.OWN;
            engine = given.has("--beside") ? Engine.startBeside(options, console) : Engine.start(options, console);
        } catch (ConfigException wrong) {
            for (var error : wrong.errors()) err.println(name + ": " + error);
            return 2;
        } catch (BindException taken) {
            err.println(name + ": " + PortTrouble.of(taken, options.publish()));
            return 1;
        } catch (NoSuchFileException missing) {
            err.println(name + ": " + Trouble.of(missing) + (Path.of(missing.getFile()).equals(conf)
                    ? "; name the configuration with --conf" : ""));
            return 1;
        } catch (IOException trouble) {
            err.println(name + ": " + Trouble.of(trouble));
            return 1;
        }

        for (var warning : engine.configuration().notices(Severity.WARNING)) err.println(name + ": warning: " + warning.line());
        var unheeded = WorkerUser.unheeded(engine.configuration());
        if (unheeded != null) err.println(name + ": warning: " + unheeded);
        out.println(name + " listens on " + addresses(engine, !given.all("--publish").isEmpty()));
        out.flush();
        running.set(engine);
        Supervised.heed(given, life);
        OldGeneration.watch(engine::clients);
        life.run(new EngineServer(engine, errors -> reloaded(name, errors)));
        return 0;
    }

    /** The {@code worker_shutdown_timeout} of the file in force where that is shorter: a supervisor and a container wait no longer. */
    private static Duration grace(Engine engine) {
        var file = engine == null ? null : engine.configuration().main().get(Core.WORKER_SHUTDOWN_TIMEOUT);
        return file == null || file == 0 || file > Grace.ROLE.toMillis() ? Grace.ROLE : Duration.ofMillis(file);
    }

    private static String name(Given given) throws Usage {
        return switch (given.command().name()) {
            case "lb" -> "load_balancer";
            case "desktop" -> "nextjs_frontend";
            case "mobile" -> "mobile_frontend";
            default -> gateway(given.number("--id", 1, 9999, 0));
        };
    }

    private static String gateway(int id) {
        return id == 0 ? "api_gateway" : "api_gateway_" + id;
    }

    /** Under a supervisor the two tiers know each other; a file may say otherwise. */
    private static String origin(Given given) {
        if (given.path("--endpoints", null) == null) return "";
        return switch (given.command().name()) {
            case "lb" -> "owlboard_origin ask;";
            case "gateway" -> "owlboard_origin tell;";
            default -> "";
        };
    }

    /**
     * The pages of a front end lie beside its configuration; whatever else has a relative path is written, so it goes under the state
     * folder.
     */
    private static Path prefix(Given given, Path conf, Path state) {
        return switch (given.command().name()) {
            case "desktop", "mobile" -> conf.toAbsolutePath().getParent();
            default -> state;
        };
    }

    /** From listen port to where it is published; the wildcard address when only a port is named. */
    private static Map<Integer, InetSocketAddress> published(Given given) throws Usage {
        var ports = new HashMap<Integer, InetSocketAddress>();
        for (var pair : given.all("--publish")) {
            int colon = pair.lastIndexOf(':');
            if (colon < 0) {
                throw new Usage("--publish '" + pair
                        + "': write HOST:PORT, the port to listen on and the port in the configuration: --publish 8000:80");
            }
            int addressEnd = pair.lastIndexOf(':', colon - 1);
            int host = Given.number("--publish", pair.substring(addressEnd + 1, colon), 0, 65535);
            var address = addressEnd < 0 ? new InetSocketAddress(host) : new InetSocketAddress(pair.substring(0, addressEnd), host);
            if (address.isUnresolved()) throw new Usage("--publish '" + pair + "': no such address: " + pair.substring(0, addressEnd));
            int listen = Given.number("--publish", pair.substring(colon + 1), 1, 65535);
            if (ports.put(listen, address) != null) throw new Usage("--publish names port " + listen + " of the configuration twice");
        }
        return ports;
    }

    /** {@code 8000 -> 80, 9000 -> 9000}; the port alone where nothing is published elsewhere. */
    private static String addresses(Engine engine, boolean published) {
        var ports = new TreeSet<Integer>();
        for (var server : engine.configuration().servers()) {
            for (var listen : server.listens()) {
                if (listen.unixPath() == null && listen.port() != ADMIN) ports.add(listen.port());
            }
        }
        var text = new StringBuilder();
        for (int port : ports) {
            if (!text.isEmpty()) text.append(", ");
            text.append(engine.port(port));
            if (published) text.append(" -> ").append(port);
        }
        return text.toString();
    }

    /** A supervisor reads the last line. */
    private void reloaded(String name, List<String> errors) {
        for (var error : errors) err.println(name + ": " + error);
        if (!errors.isEmpty()) err.println(name + ": not reloaded, the configuration in force stays");
        else out.println(name + ": configuration reloaded");
        out.flush();
    }
}
