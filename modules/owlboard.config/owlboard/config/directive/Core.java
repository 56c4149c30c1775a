package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.Place;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** ngx_core_module and its blocks. */
public final class Core {
    /**
     * {@code error_log}. {@code target} is a path, {@code stderr}, {@code memory:...} or {@code syslog:...}, of which {@code syslog} is the
     * meaning (else null); {@code level} debug to emerg; {@code isJson}: its lines are JSON ({@code format=json}, ours).
     */
    public record ErrorLog(Place place, String target, String level, Syslog syslog, boolean isJson) {
        public ErrorLog(Place place, String target, String level, Syslog syslog) {
            this(place, target, level, syslog, false);
        }

        /** A ring that a debugger reads from a core file: nothing is kept. */
        public boolean isMemory() {
            return target.startsWith(MEMORY);
        }
    }

    /** {@code owlboard_admin}: where the administration server listens, as {@code listen} has it; {@code token} empty: nobody needs one. */
    public record Admin(Place place, String listen, String token) {}

    /** {@code user}: names of the system's; of a group that is not written the user's. */
    public record User(Place place, String name, String group) {}

    public static final String MEMORY = "memory:";
    private static final String JSON = "format=json";

    private static final Set<String> LEVELS = Set.of("debug", "info", "notice", "warn", "error", "crit", "alert", "emerg");
    private static final Set<String> DEBUG_PARTS = Set.of("debug_core", "debug_alloc", "debug_mutex", "debug_event", "debug_http",
            "debug_mail", "debug_stream");
    private static final List<String> MODULES = List.of("ngx_stream_module.so");
    private static final int MEMORY_LEAST = 2048;
    private static final String ONE_PROCESS = "one process with a loop per core";

    public static final Directive<?> HTTP_BLOCK = directive("http").in(MAIN).takes(0).block();
    public static final Directive<?> EVENTS_BLOCK = directive("events").in(MAIN).takes(0).block();
    public static final Directive<User> USER = directive("user").in(MAIN).takes(1, 2).reads(Core::user);
    public static final Directive<String> PID = directive("pid").in(MAIN).takes(1).reads(Words::text).unset("logs/nginx.pid");
    public static final Directive<Boolean> DAEMON = directive("daemon").in(MAIN).takes(1).reads(Words::flag).unset("on");
    public static final Directive<Boolean> MASTER_PROCESS = directive("master_process").in(MAIN).takes(1).reads(Words::flag).unset("on")
            .meansNothing(ONE_PROCESS);
    public static final Directive<List<ErrorLog>> ERROR_LOG =
            directive("error_log").in(MAIN, HTTP, SERVER, LOCATION, STREAM, STREAM_SERVER).takesAtLeast(1)
            .collects(Core::errorLog).unset("logs/error.log error");
    /** Milliseconds; 0: as long as it takes. */
    public static final Directive<Long> WORKER_SHUTDOWN_TIMEOUT = directive("worker_shutdown_timeout").in(MAIN).takes(1)
            .reads(Words::duration);
    public static final Directive<String> LOCK_FILE = directive("lock_file").in(MAIN).takes(1).reads(Words::text)
            .meansNothing("nothing is locked");
    public static final Directive<Integer> WORKER_PROCESSES =
            directive("worker_processes").in(MAIN).takes(1).reads(Core::processes);
    public static final Directive<Integer> WORKER_CONNECTIONS =
            directive("worker_connections").in(EVENTS).takes(1).reads(Core::connections);
    public static final Directive<?> ENV = directive("env").in(MAIN).takes(1).repeats()
            .meansNothing("no worker processes that could lose a variable");
    public static final Directive<?> LOAD_MODULE = directive("load_module").in(MAIN).takes(1).reads(Core::module).repeats()
            .meansNothing("its directives are here without it");
    public static final Directive<?> THREAD_POOL = directive("thread_pool").in(MAIN).takes(2, 3)
            .accumulates(Core::threadPools).repeats().meansNothing("files are read off the loops");
    public static final Directive<?> WORKER_RLIMIT_NOFILE = directive("worker_rlimit_nofile").in(MAIN).takes(1).reads(Words::number)
            .meansNothing("Java raises its limit as far as it may by itself");
    public static final Directive<?> WORKER_RLIMIT_CORE = directive("worker_rlimit_core").in(MAIN).takes(1)
            .meansNothing("the limit of the process holds");
    public static final Directive<?> WORKER_CPU_AFFINITY = directive("worker_cpu_affinity").in(MAIN).takesAtLeast(1)
            .reads(Core::affinity).meansNothing(ONE_PROCESS);
    public static final Directive<?> WORKER_PRIORITY = directive("worker_priority").in(MAIN).takes(1).reads(Core::priority)
            .meansNothing(ONE_PROCESS);
    public static final Directive<?> WORKER_THREADS = directive("worker_threads").in(MAIN).takes(1).meansNothing(ONE_PROCESS);
    public static final Directive<Long> TIMER_RESOLUTION = directive("timer_resolution").in(MAIN).takes(1).reads(Words::duration)
            .meansNothing("the clock is cheap to read");
    public static final Directive<Boolean> PCRE_JIT = directive("pcre_jit").in(MAIN).takes(1).reads(Words::flag)
            .meansNothing("regular expressions are Java's");
    public static final Directive<?> DEBUG_POINTS = directive("debug_points").in(MAIN).takes(1)
            .reads(words -> words.choice(DebugPoints.class, 0)).meansNothing("for developers of nginx");
    public static final Directive<?> WORKING_DIRECTORY = directive("working_directory").in(MAIN).takes(1)
            .meansNothing("no core files are written");
    public static final Directive<?> SSL_ENGINE = directive("ssl_engine").in(MAIN).takes(1).meansNothing("TLS is Java's");
    public static final Directive<?> SSL_OBJECT_CACHE_INHERITABLE =
            directive("ssl_object_cache_inheritable").in(MAIN).takes(1).meansNothing("certificates are read again when they change");

    /** Ours. Null: there is no administration port. */
    public static final Directive<Admin> OWLBOARD_ADMIN = directive("owlboard_admin").in(MAIN).takes(1, 2).reads(Core::admin);

    private Core() {}

    private static User user(Words words) {
        return new User(words.place(), words.text(), words.text(words.count() - 1));
    }

    private static Admin admin(Words words) throws Refusal {
        var token = "";
        if (words.count() == 2) {
            if (!words.text(1).startsWith("token=")) throw words.invalidParameter(1);
            token = words.text(1).substring("token=".length());
            if (!token.matches("[A-Za-z0-9._~+/=-]{16,200}")) {
                throw words.refuse("invalid token", "16 to 200 of the characters A-Z a-z 0-9 . _ ~ + / = -");
            }
        }
        if (words.text().startsWith("unix:")) {
            if (words.text().length() == "unix:".length()) throw words.invalid(0, "unix:PATH");
            return new Admin(words.place(), words.text(), token);
        }
        int colon = words.text().lastIndexOf(':');
        var host = colon < 0 ? "127.0.0.1" : words.text().substring(0, colon);
        var port = Units.number(words.text().substring(colon + 1));
        if (port.isEmpty() || port.getAsLong() < 1 || port.getAsLong() > 65_535) throw words.invalid(0, "[ADDRESS:]PORT or unix:PATH");
        boolean loopback = host.matches("127(\\.\\d{1,3}){3}|localhost|\\[::1\\]");
        if (!loopback && token.isEmpty()) {
            throw words.refuse("\"owlboard_admin\" on " + host + " needs a token", "write token=..., an address of loopback, or unix:PATH");
        }
        return new Admin(words.place(), host + ':' + port.getAsLong(), token);
    }

    private static ErrorLog errorLog(Words words) throws Refusal {
        boolean isJson = words.count() > 1 && words.text(words.count() - 1).equals(JSON);
        int count = isJson ? words.count() - 1 : words.count();
        var level = level(words, count);
        var log = new ErrorLog(words.place(), words.text(), level, Syslog.read(words), isJson);
        if (log.isMemory()) {
            var size = words.text().substring(MEMORY.length());
            long bytes = Units.size(size).orElse(0);
            if (bytes < MEMORY_LEAST) throw words.refuse("invalid buffer size \"" + size + '"');
        }
        return log;
    }

    /** The parts of nginx that a debug log may be of stand beside each other; here they are one. */
    private static String level(Words words, int count) throws Refusal {
        String level = null;
        boolean parts = false;
        for (int i = 1; i < count; i++) {
            var word = words.text(i);
            boolean isPart = DEBUG_PARTS.contains(word);
            if (!isPart && !LEVELS.contains(word) || isPart && level != null && !parts) {
                throw words.refuse("invalid log level \"" + word + '"');
            }
            if (!isPart && level != null) throw words.refuse("duplicate log level \"" + word + '"');
            level = isPart ? "debug" : word;
            parts |= isPart;
        }
        return level == null ? "error" : level;
    }

    /** What nginx has in a file of its own, and is here: its name, without the folder. */
    private static String module(Words words) throws Refusal {
        var name = words.text().substring(words.text().lastIndexOf('/') + 1);
        if (MODULES.contains(name)) return name;
        throw words.refuse("\"load_module\" of \"" + words.text() + "\" is not supported", "here are " + String.join(", ", MODULES));
    }

    private static Integer processes(Words words) throws Refusal {
        var number = Units.number(words.text());
        if (words.text().equals("auto")) return 0;
        if (number.isEmpty() || number.getAsLong() == 0 || number.getAsLong() > 65_535) {
            throw words.refuse("\"worker_processes\" directive invalid value", "write a number or auto");
        }
        return (int) number.getAsLong();
    }

    /** Their names: each has one line. */
    private static List<String> threadPools(Words words, List<String> before) throws Refusal {
        for (int i = 1; i < words.count(); i++) {
            var word = words.text(i);
            var value = word.substring(word.indexOf('=') + 1);
            long number = Units.number(value).orElse(-1);
            if (word.startsWith("threads=")) {
                if (number < 1) throw words.refuse("invalid threads value \"" + word + '"');
            } else if (!word.startsWith("max_queue=")) {
                throw words.invalidParameter(i);
            } else if (number < 0) {
                throw words.refuse("invalid max_queue value \"" + word + '"');
            }
        }
        var all = before == null ? new ArrayList<String>() : new ArrayList<>(before);
        if (all.contains(words.text())) throw words.refuse("duplicate thread pool \"" + words.text() + '"');
        all.add(words.text());
        return List.copyOf(all);
    }

    private enum DebugPoints { STOP, ABORT }

    private static int priority(Words words) throws Refusal {
        if (words.text().matches("[+-]?[0-9]{1,9}")) return Integer.parseInt(words.text());
        throw words.refuse("\"worker_priority\" directive invalid number", "write a number such as -5");
    }

    private static boolean affinity(Words words) throws Refusal {
        if (words.text().equals("auto") && words.count() > 2) {
            throw words.refuse("invalid number of arguments in \"worker_cpu_affinity\" directive");
        }
        for (int i = words.text().equals("auto") ? 1 : 0; i < words.count(); i++) {
            var strange = words.text(i).replaceAll("[01 ]", "");
            if (!strange.isEmpty()) throw words.refuse("invalid character \"" + strange.charAt(0) + "\" in \"worker_cpu_affinity\"");
        }
        return true;
    }

    private static Integer connections(Words words) throws Refusal {
        var number = Units.number(words.text());
        if (number.isEmpty() || number.getAsLong() > Integer.MAX_VALUE) throw words.refuse("invalid number \"" + words.text() + '"');
        if (number.getAsLong() == 0) throw words.refuse("0 worker_connections are not enough", "nobody could connect");
        return (int) number.getAsLong();
    }
}
