package owlboard.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import owlboard.config.language.Nearest;

/** The table of commands, roles and their flags. */
final class Commands {
    private Commands() {}

    private static final Flag HELP = Flag.toggle("--help", "this text");
    private static final Flag PARENT_PIPE = Flag.toggle("--parent-pipe",
            "standard input is a pipe that whoever started this holds: end gracefully with it; a line means what HUP does");
    private static final Flag LOG = Flag.of("--log", "FILE", "print into FILE, each line after its time; cut at 10 MB, three are kept");
    private static final Flag WHILE = Flag.of("--while", "DIR", "end gracefully when DIR is removed");
    private static final Flag GRACE = Flag.of("--grace", "TIME",
            "how long requests in flight may take to finish after TERM or INT (default: 8s)");
    private static final Flag PROXY_GRACE = Flag.of("--grace", "TIME",
            "how long requests in flight may take to finish after TERM or INT (default: 8s, or a shorter worker_shutdown_timeout)");

    private static final String EXITS =
            "Exit codes: 0 ended as asked, 1 failure, 2 wrong command line or configuration: another start would end the same way.";
    private static final String PROXY_NOTES = """
            Signals: TERM and INT end gracefully (a second INT at once), HUP reads the configuration again
            (a file with an error changes nothing and is told), USR1 opens the logs again.
            """ + EXITS;
    private static final String SERVICE_NOTES = """
            Environment: where the data is kept (without it: in memory), and the broker to which changes are told:
              DATABASE_URL  user: mysql://..., canvas: postgres://..., comments: mongodb://...
              REDIS_URL     chat: redis://...
              RABBITMQ_URL  amqp://...

            Signals: TERM and INT end gracefully (a second INT at once).
            """ + EXITS;

    static final List<Command> ROLES = List.of(
            proxy("lb", "Runs the load balancer from nginx's own configuration file.", List.of()),
            proxy("gateway", "Runs an API gateway from nginx's own configuration file.",
            List.of(Flag.of("--id", "N", "which gateway this is: its name becomes api_gateway_N"))),
            proxy("desktop", "Serves the desktop page, and its calls through the load balancer.", List.of()),
            proxy("mobile", "Serves the mobile page, and its calls through the load balancer.", List.of()),
            service("user", "Runs the user service: accounts and logins.", "0.0.0.0:8443"),
            service("canvas", "Runs the canvas service: what is drawn on a board.", "0.0.0.0:8080"),
            service("chat", "Runs the chat service: messages and rooms.", "0.0.0.0:8443"),
            service("comments", "Runs the comments service.", "0.0.0.0:8000"),
            new Command("certs", "owlboard --role certs", null,
            "Issues the certificates of a deployment, stays, and renews each when two thirds of its life are over.", List.of(
                    Flag.of("--certs", "DIR", "the folder that everybody reads (default: certs)"),
                    Flag.of("--authority", "DIR",
                    "the folder of the authority's key, which nobody else should reach (default: ca in the other)"),
                    Flag.of("--life", "TIME", "how long servers' and clients' certificates live, 5s at least (default: 825 and 365 days)"),
                    Flag.of("--rsa", "BITS", "new keys are RSA keys of 2048 to 8192 bits (default: EC on P-256)"),
                    Flag.of("--listen", "HOST:PORT", "where /health tells whether all is in order (default: 127.0.0.1:8080)"),
                    Flag.of("--state", "DIR", "as for every role; nothing is written there"),
                    PARENT_PIPE, WHILE, LOG, HELP), """
                    Signals: TERM and INT end it, HUP looks at the folder at once.
                    """ + EXITS),
            store("mysql", "MySQL", "3306",
            "MYSQL_ROOT_PASSWORD (root), MYSQL_USER (user), MYSQL_PASSWORD (password), MYSQL_DATABASE (user_db)"),
            store("postgres", "PostgreSQL", "5432", "POSTGRES_USER (admin), POSTGRES_PASSWORD (admin), POSTGRES_DB (canvas_db)"),
            store("mongo", "MongoDB", "27017", "MONGO_INITDB_ROOT_USERNAME (user), MONGO_INITDB_ROOT_PASSWORD (password)"),
            store("redis", "Redis", "6379", "REDIS_PASSWORD (password; empty: none is asked for)"),
            store("rabbitmq", "RabbitMQ", "5672", "RABBITMQ_DEFAULT_USER (guest), RABBITMQ_DEFAULT_PASS (guest)"));

    static final List<Command> COMMANDS = List.of(
            elsewhere("up", "owlboard up", "Starts every role as a process on this machine."),
            elsewhere("ps", "owlboard ps", "Lists the roles that run."),
            elsewhere("logs", "owlboard logs", "Prints what the roles have written."),
            elsewhere("events", "owlboard events", "Prints what has become of the peers of balancers and gateways."),
            elsewhere("top", "owlboard top", "Shows who asks whom, how fast, and what is wrong, every second."),
            elsewhere("restart", "owlboard restart", "Ends and starts roles, one after the other."),
            elsewhere("stop", "owlboard stop", "Ends roles; they stay stopped."),
            elsewhere("start", "owlboard start", "Starts roles that were stopped."),
            elsewhere("kill", "owlboard kill", "Kills roles at once; they are started again as after a crash."),
            elsewhere("scale", "owlboard scale", "Changes how many gateways there are: api_gateway=8."),
            elsewhere("reload", "owlboard reload", "Has roles read their configurations again."),
            elsewhere("doctor", "owlboard doctor", "Looks at what runs from its user's side, and says what to do."),
            elsewhere("down", "owlboard down", "Ends what up has started."),
            new Command("check", "owlboard check", "[FILE...]",
            "Reads nginx configuration files and prints every error, with file and line.", List.of(
                    Flag.toggle("-v", "also each directive: honoured, without meaning here and why, or coming later; "
                            + "without a FILE every one that there is"),
                    Flag.of("--root", "DIR", "also read the files that they name (certificates, keys), absolute paths looked up under DIR"),
                    Flag.toggle("--json", "an array with one object per file, or with -v and no FILE per directive"),
                    HELP), """
                    Example: owlboard check -v --root /srv/edge /srv/edge/etc/nginx/nginx.conf

                    Exit codes: 0 no errors, 1 errors, or no such file, 2 wrong command line."""),
            new Command("lint", "owlboard lint", "[FILE... | - | why [RULE...]]",
            "Finds what nginx files do wrong: each by itself, and from hop to hop. Without a FILE: those of the topology.", List.of(
                    Flag.toggle("-l", "what is low or worse; -ll: medium or worse, -lll: high"),
                    Flag.toggle("-ll", "what is medium or worse"),
                    Flag.toggle("-lll", "what is high"),
                    Flag.of("--format", "text|json|sarif|github", "for people or for programs (default: text)"),
                    Flag.toggle("--json", "the same as --format json"),
                    Flag.toggle("--fix", "mends the files where there is one right answer, and tells what is left"),
                    Flag.toggle("--fix-dry-run", "shows what --fix would change"),
                    Flag.toggle("--live", "what the balancers and gateways that run have seen of it, each rule and place once"),
                    Flag.of("--state", "DIR", "with --live: the state folder of that up (default: run)"),
                    Flag.of("--nginx-version", "X.Y.Z", "also tells which advisories for that nginx the files are open to"),
                    Flag.of("--topology", "FILE", "the topology (default: conf/topology.conf of the image)"),
                    Flag.of("--lb-conf", "FILE", "in place of the load balancer's configuration"),
                    Flag.of("--gateway-conf", "FILE", "in place of the gateways' configuration"),
                    HELP), """
                    FILE - is standard input: a configuration, or what nginx -T prints. Several files are taken as hops where a name in one,
                    without its number, is that of another: api_gateway_1 and gateway.conf.
                    # owlboard:ignore RULE reason, behind or above a directive or a block, excuses it; owlboard:ignore-file the whole file.
                    why lists the rules, why RULE explains one.

                    Example: owlboard lint -ll /etc/nginx/nginx.conf

                    Exit codes: 0 nothing at or above the level (info alone never fails), 1 findings, or no such file, or nothing runs,
                            2 wrong command line."""),
            new Command("drill", "owlboard drill", "[NAME...]",
            "Makes faults on purpose while people use the edge, and says of each promise whether it was kept.", List.of(
                    Flag.toggle("--list", "the drills, and what each does; without a NAME all are made"),
                    Flag.of("--seconds", "N", "a third of it is how long a fault lasts that has no end of its own, 3 to 600 (default: 12)"),
                    Flag.of("--rate", "R", "requests per second, 10 to 2000 (default: 50, and 130 where 99 % of them are judged)"),
                    Flag.of("--against", "URL", "drill what answers there, with what a client alone can do"),
                    Flag.of("--state", "DIR",
                    "the state folder of the up that is drilled; where none runs there, the drill starts its own (default: run)"),
                    Flag.of("--report", "FILE", "write a page with the same and charts"),
                    Flag.toggle("--json", "print JSON; what a person would read goes to standard error"),
                    HELP), """
                    A fault is undone when the drill ends, however it ends.

                    Example: owlboard drill kill-gateway --rate 200 --report drill.html

                    Exit codes: 0 every promise was kept, 1 one was broken or a drill could not be made, 2 wrong command line.
                    """.strip()),
            new Command("explain", "owlboard explain", "URL", "Tells what a request would meet, hop by hop, and why. Sends nothing.",
                    List.of(
                    Flag.repeated("-H", "LINE", "a header line, 'Name: value'"),
                    Flag.of("-X", "METHOD", "the method (default: GET)"),
                    Flag.of("--request-target", "TARGET", "in place of the URL's path: *, or another URL, as a proxy is asked"),
                    Flag.of("--from", "ADDRESS", "the client's address (default: 127.0.0.1)"),
                    Flag.of("--state", "DIR", "what runs with this state folder, and how its peers are now (default: ./run, else"
                            + " the image's files)"),
                    Flag.of("--conf", "FILE", "a configuration in place of the topology; the URL's port is one that it listens on"),
                    Flag.of("--root", "DIR", "look absolute paths of configurations up under DIR"),
                    Flag.of("--topology", "FILE", "the topology (default: conf/topology.conf of the image)"),
                    Flag.of("--lb-conf", "FILE", "in place of the load balancer's configuration"),
                    Flag.of("--gateway-conf", "FILE", "in place of the gateways' configuration"),
                    Flag.toggle("--json", "as JSON"),
                    HELP), """
                    The URL is sent as it is written: a bad escape, /../ and // are the server's to judge. Of several peers the one is
                    followed that the request belongs to (hash, ip_hash, sticky), else the first that is up, where that is known. Names may
                    be looked up; what only an answer or another request tells (auth_request, what a service says) is told as not known.

                    Example: owlboard explain -H 'Upgrade: websocket' http://localhost:8000/api/chat/ws

                    Exit codes: 0 explained, 1 nothing runs there, a file cannot be read or nobody has the port, 2 wrong command line."""),
            elsewhere("nginx", "owlboard nginx", "Takes nginx's own command line: -t -T -v -V -q -p -c -e -g -s."),
            elsewhere("probe", "owlboard probe", "Asks a URL once whether it is healthy: the health check of containers."),
            elsewhere("certs", "owlboard certs", "Certificate authority: init, show, status, verify, revoke."),
            new Command("completion", "owlboard completion", "bash|zsh", "Prints what a shell completes behind owlboard.",
                    List.of(HELP), """
                    The image has the same in share/bash-completion and share/zsh, and manual pages in share/man: man -M DIR owlboard.

                    Example: source <(owlboard completion bash)

                    Exit codes: 0 printed, 2 wrong command line."""),
            new Command("help", "owlboard help", "[COMMAND|ROLE]", "Explains a command or a role.", List.of(HELP), null));

    private static Command elsewhere(String name, String title, String purpose) {
        return new Command(name, title, null, purpose, null, null);
    }

    private static Command proxy(String role, String purpose, List<Flag> own) {
        var flags = new ArrayList<>(own);
        flags.addAll(List.of(
                Flag.of("--conf", "FILE", "configuration (default: conf/" + role + ".conf of the image)"),
                Flag.of("--root", "DIR", "look absolute paths of the configuration up under DIR: /etc/ssl/x is DIR/etc/ssl/x"),
                Flag.repeated("--publish", "HOST:PORT",
                "listen on HOST (a port, or ADDRESS:PORT) where the configuration says PORT: 8000:80, as in Docker"),
                Flag.of("--admin", "PORT",
                "the administration server on this port of 127.0.0.1: a page, /api and /metrics (default: none)"),
                Flag.of("--endpoints", "FILE",
                "lines 'name:port host:port' that names of the configuration mean, before DNS; read again when it changes"),
                Flag.of("--state", "DIR", "where everything that is written goes (default: run)"),
                Flag.toggle("--console-logs",
                "logs named by an absolute path go to standard output and standard error, as in nginx's image"),
                Flag.toggle("--beside", "another process of this user listens on the same addresses still: take new connections beside it"),
                PARENT_PIPE, WHILE, LOG, PROXY_GRACE, HELP));
        return new Command(role, "owlboard --role " + role, null, purpose, List.copyOf(flags), PROXY_NOTES);
    }

    private static Command service(String role, String purpose, String listen) {
        return new Command(role, "owlboard --role " + role, null, purpose, List.of(
                Flag.of("--listen", "HOST:PORT", "where to listen; port 0: one that is free (default: " + listen + ")"),
                Flag.of("--certs", "DIR",
                "TLS with the certificates of owlboard certs init, only for clients with one of that authority (default: plain HTTP)"),
                Flag.of("--health", "HOST:PORT",
                "where /health, and nothing else, is told in plain HTTP: for a probe without a certificate (default: nowhere)"),
                Flag.of("--endpoints", "FILE", "where names are on this machine, before DNS is asked: lines 'name:port host:port'"),
                Flag.of("--state", "DIR", "where everything that is written goes (default: run)"),
                PARENT_PIPE, WHILE, LOG, GRACE, HELP), SERVICE_NOTES);
    }

    /** {@code variables}: what the real one's container image takes, with our defaults. */
    private static Command store(String role, String real, String port, String variables) {
        return new Command(role, "owlboard --role " + role, null,
                "Stands in for " + real + " on a laptop, in a drill or a test. Production uses the real one.", List.of(
                Flag.of("--listen", "HOST:PORT", "where to listen; port 0: one that is free (default: 0.0.0.0:" + port + ")"),
                Flag.of("--state", "DIR", "where the data is kept (default: run)"),
                PARENT_PIPE, WHILE, LOG, HELP), """
                Environment, with defaults:
                """ + "  " + variables + """

                Signals: TERM and INT end it; what was answered is stored, also when it is killed.
                """ + EXITS);
    }

    /** Of commands and roles. */
    static List<String> names() {
        return Stream.concat(COMMANDS.stream(), ROLES.stream()).map(Command::name).distinct().toList();
    }

    static Command role(String name) throws Usage {
        return find(ROLES, name, "no role '" + name + "'");
    }

    static Command command(String name) throws Usage {
        return find(COMMANDS, name, "no command '" + name + "'");
    }

    /** What {@code owlboard help NAME} explains: a command or a role. */
    static Command topic(String name) throws Usage {
        var both = new ArrayList<>(COMMANDS);
        both.addAll(ROLES);
        return find(both, name, "no command or role '" + name + "'");
    }

    private static Command find(List<Command> table, String name, String complaint) throws Usage {
        var names = new ArrayList<String>();
        for (var command : table) {
            if (command.name().equals(name)) return command;
            names.add(command.name());
        }
        throw new Usage(complaint + Nearest.aside(name, names) + " (there are: " + String.join(", ", names) + ")");
    }
}
