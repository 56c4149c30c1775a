package owlboard.cli.nginx;

import owlboard.cli.process.EngineServer;
import owlboard.cli.process.Life;
import owlboard.cli.process.OldGeneration;
import owlboard.cli.process.Signals;
import owlboard.config.file.Config;
import owlboard.config.ConfigException;
import owlboard.config.Configuration;
import owlboard.config.directive.Core;
import owlboard.proxy.Engine;
import owlboard.proxy.WorkerUser;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** {@code owlboard nginx}: tests a configuration, signals a running one, or runs one until it ends. */
public final class NginxCommand {
    private static final Duration FOREVER = Duration.ofDays(3650);

    private final NginxOptions options;
    private final PrintStream out;
    private final PrintStream err;
    private final String prefix;
    private final String conf;
    private final StartLog log;
    /** Null: the process's own. */
    private WorkerUser worker;

    private NginxCommand(NginxOptions options, PrintStream out, PrintStream err) {
        this.options = options;
        this.out = out;
        this.err = err;
        var given = options.prefix() == null ? "" : options.prefix();
        prefix = given.isEmpty() || given.endsWith("/") ? given : given + "/";
        conf = StartLog.under(prefix, options.conf() == null ? "conf/nginx.conf" : options.conf());
        log = StartLog.open(options.errorLog() == null ? "logs/error.log" : options.errorLog(), prefix, err);
    }

    /** {@code owlboard nginx ARGUMENTS}: the exit code, 0 or 1. Returns when the server has ended. */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.equals(List.of("--help"))) {  // no option of nginx's
            out.print(Words.help() + Words.example());
            return 0;
        }
        NginxOptions options;
        try {
            options = NginxOptions.parse(arguments);
        } catch (NginxOptions.Invalid invalid) {
            err.println("nginx: " + invalid.getMessage());
            return 1;
        }
        if (options.version()) {
            err.print(Words.version());
            if (options.help()) err.print(Words.help());
            if (options.configure()) err.print(Words.configure());
            if (!options.test()) return 0;
        }
        return new NginxCommand(options, out, err).run();
    }

    private int run() {
        if (options.test()) return test();
        if (options.signal() != null) return signal();
        var configuration = load();
        if (configuration == null) return 1;
        if (!configuration.main().get(Core.DAEMON) || Detached.isThis()) return serve(configuration);
        try {
            return Detached.start(err);
        } catch (IOException trouble) {
            log.say("alert", "daemon: " + trouble.getMessage());
            return 1;
        } catch (InterruptedException stop) {
            return 1;
        }
    }

    private int test() {
        var configuration = load();
        boolean good = configuration != null;
        if (good) {
            if (!options.quiet()) err.println("nginx: the configuration file " + conf + " syntax is ok");
            good = startWouldDo();
        }
        if (!good) {
            err.println("nginx: configuration file " + conf + " test failed");
            return 1;
        }
        if (!options.quiet()) err.println("nginx: configuration file " + conf + " test is successful");
        if (options.dump()) {
            for (var file : configuration.files()) {
                out.println("# configuration file " + file.name() + ":");
                out.println(file.text());
            }
            out.flush();
        }
        return 0;
    }

    private boolean startWouldDo() {
        try {
            Engine.check(engineOptions(), warning -> log.say("warn", warning));
            return true;
        } catch (ConfigException wrong) {
            tell(wrong);
        } catch (IOException trouble) {
            log.say("emerg", Words.failed(trouble));
        }
        return false;
    }

    /** The language alone; null: it was said what is wrong. */
    private Configuration load() {
        var file = Path.of(conf);
        if (!Files.exists(file)) {
            log.say("emerg", "open() \"" + conf + "\" failed (" + Words.error(2) + ")");
            return null;
        }
        if (Files.isDirectory(file)) {
            log.say("crit", "pread() \"" + conf + "\" failed (" + Words.error(21) + ")");
            return null;
        }
        try {
            var configuration = Config.load(new Config.Source(file, conf, Path::of, globals(),
                    "root".equals(System.getProperty("user.name"))));
            worker = WorkerUser.of(configuration);
            if (!Detached.isThis()) warn(configuration);
            return configuration;
        } catch (ConfigException wrong) {
            tell(wrong);
        } catch (IOException trouble) {
            log.say("emerg", Words.failed("open", conf, trouble));
        } catch (RuntimeException | StackOverflowError fault) {
            fault.printStackTrace(err);
            log.say("emerg", "a fault of owlboard, not of the file, prevents that it is read: " + fault);
        }
        return null;
    }

    private void warn(Configuration configuration) {
        var ignored = WorkerUser.ignored(configuration);
        if (ignored != null) log.say("warn", ignored);
        for (var notice : configuration.notices(Configuration.Severity.WARNING)) log.say("warn", notice.line());
    }

    private void tell(ConfigException wrong) {
        for (var error : wrong.errors()) log.say("emerg", error);
    }

    private String globals() {
        return options.globals() == null ? "" : options.globals();
    }

    private Engine.Options engineOptions() {
        return new Engine.Options(Path.of(conf), globals(), null, Map.of(), null, Path.of(prefix), Path.of(prefix), false,
                options.errorLog());
    }

    private int signal() {
        var configuration = load();
        if (configuration == null) return 1;
        log.note("notice", "signal process started");
        try {
            int pid = pidFile(configuration).read();
            int signal = switch (options.signal()) {
                case "stop" -> Posix.SIGTERM;
                case "quit" -> Posix.SIGQUIT;
                case "reopen" -> Posix.SIGUSR1;
                default -> Posix.SIGHUP;
            };
            int error = Posix.kill(pid, signal);
            if (error == 0) return 0;
            log.say("alert", "kill(" + pid + ", " + signal + ") failed (" + Words.error(error) + ")");
        } catch (IOException trouble) {
            log.say("error", Words.failed("open", pidFile(configuration).name(), trouble));
        } catch (PidFile.Invalid invalid) {
            log.say("error", invalid.getMessage());
        }
        return 1;
    }

    private PidFile pidFile(Configuration configuration) {
        return new PidFile(StartLog.under(prefix, configuration.main().get(Core.PID)));
    }

    private int serve(Configuration configuration) {
        var inForce = new AtomicReference<>(configuration);
        var life = new Life(() -> patience(inForce.get()),
                () -> log.note("notice", "worker_shutdown_timeout is over, open connections were closed"));
        var quit = new QuitSignal(life, log);
        var system = Thread.ofPlatform().daemon().name("system").start(() -> {
            if (Detached.isThis()) Posix.leaveSession();
            quit.install();
        });
        // Before it listens: whoever sees that it does may signal it. Until it lives, events wait.
        Signals.post("TERM", life, Life.Event.CLOSE);
        Signals.post("INT", life, Life.Event.CLOSE);
        Signals.post("HUP", life, Life.Event.RELOAD);
        Signals.post("USR1", life, Life.Event.REOPEN);
        var pid = new OwnPid(pidFile(configuration), log);
        Engine engine = start();
        if (engine == null) return 1;
        try {
            system.join();
            if (Detached.isThis()) Signals.on("WINCH", () -> noLongerAccept(engine)); // a terminal sends it, too
            new Upgrade(engine, pid, log).mayBegin();
            if (Detached.isThis()) Detached.listens(out);
            OldGeneration.watch(engine::clients);
            life.run(new EngineServer(engine, this::warnings, errors -> {
                if (!errors.isEmpty()) return;
                inForce.set(engine.configuration());
                pid.moveTo(pidFile(engine.configuration()));
            }));
            pid.remove();
            return 0;
        } catch (IOException trouble) {
            log.say("emerg", Words.failed("open", pid.name(), trouble));
        } catch (InterruptedException stop) {
            log.say("alert", "interrupted");
        }
        engine.close();
        return 1;
    }

    private static Duration patience(Configuration configuration) {
        var millis = configuration.main().get(Core.WORKER_SHUTDOWN_TIMEOUT);
        return millis == null || millis == 0 ? FOREVER : Duration.ofMillis(millis);
    }

    private void noLongerAccept(Engine engine) {
        log.note("notice", "signal 28 (SIGWINCH) received, gracefully shutting down: HUP listens again, QUIT ends");
        engine.stopAccepting();
    }

    /** Of a configuration that is read again. */
    private List<String> warnings(Configuration next) throws ConfigException {
        var warning = worker == null ? WorkerUser.ignored(next) : worker.otherThan(WorkerUser.of(next));
        return warning == null ? List.of() : List.of(warning);
    }

    private Engine start() {
        try {
            if (worker != null) worker.serves();
            return Upgrade.isSuccessor() ? Engine.startBeside(engineOptions()) : Engine.start(engineOptions());
        } catch (ConfigException wrong) {
            tell(wrong);
        } catch (IOException trouble) {
            log.say("emerg", Words.failed(trouble));
        }
        return null;
    }
}
