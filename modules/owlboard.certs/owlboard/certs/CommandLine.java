package owlboard.certs;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import owlboard.config.language.Nearest;

/** The arguments of {@code owlboard certs}. */
record CommandLine(String command, Path dir, Path authority, int rsaBits, boolean force, Duration life, String name, Duration patience,
        boolean json) {
    static final class UsageException extends Exception {
        UsageException(String message) {
            super(message);
        }
    }

    private static final String DEFAULT_DIR = "certs";
    /** Of owlboard up. */
    private static final String DEFAULT_STATE = "run";
    private static final List<String> COMMANDS = List.of("init", "show", "status", "verify", "revoke", "help");
    private static final Map<String, List<String>> FLAGS = Map.of(
            "init", List.of("--dir", "--state", "--authority", "--rsa", "--life", "--force", "--help"),
            "revoke", List.of("--dir", "--state", "--authority", "--rsa", "--life", "--after", "--help"));
    private static final List<String> OTHER_FLAGS = List.of("--dir", "--state", "--authority", "--json", "--help");
    /** Who reads certificates looks at their files every second. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    static final String HELP = """
            usage: owlboard certs COMMAND [flags]

            The certificate authority of a deployment.

              owlboard certs init [--dir DIR] [--rsa BITS] [--life TIME] [--force]
                  issues what is missing, expired or not signed by the authority; keeps the rest
              owlboard certs status [--json] [--dir DIR]
                  how long each certificate lives, when it will be renewed, whether it can be used
              owlboard certs show [--json] [--dir DIR]
                  what each certificate is: subject, issuer, use, key, names
              owlboard certs verify [--json] [--dir DIR]
                  names each certificate that is wrong, with the remedy
              owlboard certs revoke NAME [--dir DIR] [--after TIME]
                  replaces a certificate and its key, then publishes DIR/crl.pem with the old one, which is not accepted any more
                  (NAME: api_gateway/client, a service for all of its certificates, a file, or a serial)

              --dir DIR        the folder of the certificates (default: certs; but for init run/certs when none are in certs)
              --state DIR      the certificates of the up with that state folder: DIR/certs
              --authority DIR  the folder of the authority's key, where others cannot read it (default: ca in the other)
              --rsa BITS       new keys are RSA keys of 2048 to 8192 bits (default: EC on P-256)
              --life TIME      how long new certificates live: 60s, 12h, 90d (default: servers 825 days, clients 365)
              --after TIME     how long others have to take the new certificate over before the old one is revoked (default: 3s)
              --json           an array with one object per certificate
              --force          a new authority and all certificates anew; the old ones are not accepted any more

            owlboard --role certs stays with a folder and renews each certificate when two thirds of its life are over.

            Example: owlboard certs verify --state run

            Exit codes: 0 in order, 1 failure, or a certificate that is wrong, 2 wrong command line.
            """;

    /** @throws UsageException with one line that names the wrong argument */
    static CommandLine parse(List<String> arguments) throws UsageException {
        if (arguments.isEmpty()) throw new UsageException("owlboard certs needs a command: one of " + String.join(", ", COMMANDS));
        var rest = new ArrayDeque<>(arguments);
        var command = rest.pop();
        if (List.of("--help", "-h").contains(command)) command = "help";
        if (!COMMANDS.contains(command)) {
            if (command.startsWith("-")) throw noFlag("", command, OTHER_FLAGS);
            throw new UsageException("owlboard certs has no command '" + command + "'" + Nearest.aside(command, COMMANDS) + " (there are: "
                    + String.join(", ", COMMANDS) + ")");
        }
        var flags = FLAGS.getOrDefault(command, OTHER_FLAGS);
        String dir = null;
        String state = null;
        String authority = null;
        var rsaBits = 0;
        var force = false;
        var json = false;
        Duration life = null;
        var patience = PATIENCE;
        var name = "";
        var seen = new HashSet<String>();
        while (!rest.isEmpty()) {
            var argument = rest.pop();
            var equals = argument.indexOf('=');
            if (argument.startsWith("--") && equals > 0) {
                rest.push(argument.substring(equals + 1));
                argument = argument.substring(0, equals);
            }
            if (argument.equals("-h")) argument = "--help";
            if (command.equals("revoke") && name.isEmpty() && !argument.startsWith("-")) {
                name = argument;
                continue;
            }
            if (!flags.contains(argument)) throw unknown(argument, command, flags);
            var takesValue = !List.of("--force", "--json", "--help").contains(argument);
            if (equals > 0 && !takesValue) throw new UsageException("owlboard certs: " + argument + " takes no value");
            if (takesValue && !seen.add(argument)) {
                throw new UsageException("owlboard certs: " + argument + " is given twice; it may be given once");
            }
            switch (argument) {
                case "--dir" -> dir = value(argument, rest);
                case "--state" -> state = value(argument, rest);
                case "--authority" -> authority = value(argument, rest);
                case "--life" -> life = life(value(argument, rest));
                case "--after" -> patience = duration(argument, value(argument, rest));
                case "--rsa" -> rsaBits = bits(value(argument, rest));
                case "--force" -> force = true;
                case "--json" -> json = true;
                default -> command = "help";
            }
        }
        if (command.equals("revoke") && name.isEmpty()) {
            throw new UsageException("revoke which certificate? \"owlboard certs status\" lists them");
        }
        if (dir != null && state != null) throw new UsageException("--dir and --state both name the folder: give one of them");
        return new CommandLine(command, folder(command, dir, state), authority == null ? null : path("--authority", authority), rsaBits,
                force, life, name, patience, json);
    }

    /** Without a word: certs; to look at, those of {@code owlboard up} in this folder where the folder certs has none. */
    private static Path folder(String command, String dir, String state) throws UsageException {
        if (dir != null) return path("--dir", dir);
        if (state != null) return path("--state", state).resolve(DEFAULT_DIR);
        var usual = Path.of(DEFAULT_DIR);
        var running = Path.of(DEFAULT_STATE).resolve(DEFAULT_DIR);
        return !command.equals("init") && !isUsed(usual) && isUsed(running) ? running : usual;
    }

    /** A folder of that name may be there for something else: this one's repository has one. */
    private static boolean isUsed(Path dir) {
        return Files.exists(dir.resolve(Profile.AUTHORITY.certificateName()));
    }

    Home home() {
        return Home.of(dir, authority);
    }

    Options options() {
        return new Options(rsaBits, force, InstantSource.system()).with(life, authority);
    }

    /** The command that issues into a folder, for messages. */
    static String init(Path dir) {
        if (dir.equals(Path.of(DEFAULT_DIR))) return "owlboard certs init";
        var name = dir.toString();
        return "owlboard certs init --dir " + (name.matches("[\\w./+-]+") ? name : "'" + name.replace("'", "'\\''") + "'");
    }

    private static UsageException unknown(String argument, String command, List<String> flags) {
        if (!argument.startsWith("-")) {
            return new UsageException("owlboard certs " + command + " takes no '" + argument + "': the folder is named with --dir");
        }
        return noFlag(" " + command, argument, flags);
    }

    private static UsageException noFlag(String command, String argument, List<String> flags) {
        return new UsageException("owlboard certs" + command + " has no flag " + argument + Nearest.aside(argument, flags)
                + " (all of them: owlboard certs --help)");
    }

    private static String value(String flag, ArrayDeque<String> rest) throws UsageException {
        if (rest.isEmpty() || rest.peek().isEmpty() || rest.peek().startsWith("--")) {
            throw new UsageException("owlboard certs: " + flag + " needs a value");
        }
        return rest.pop();
    }

    private static Path path(String flag, String dir) throws UsageException {
        try {
            return Path.of(dir).normalize();
        } catch (InvalidPathException e) {
            throw new UsageException(flag + " is no path: " + e.getReason());
        }
    }

    private static Duration life(String text) throws UsageException {
        var life = duration("--life", text);
        if (life.compareTo(Duration.ofSeconds(5)) < 0) throw new UsageException("--life " + text + ": a certificate lives 5s at least");
        return life;
    }

    private static Duration duration(String flag, String text) throws UsageException {
        if (!text.matches("\\d{1,6}[smhd]")) throw new UsageException(flag + " " + text + ": write 60s, 30m, 12h or 90d");
        long amount = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(amount);
            case 'm' -> Duration.ofMinutes(amount);
            case 'h' -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static int bits(String value) throws UsageException {
        if (!value.matches("\\d{4}") || Integer.parseInt(value) < 2048 || Integer.parseInt(value) > 8192) {
            throw new UsageException("--rsa " + value + ": RSA keys have 2048 to 8192 bits, 4096 for example");
        }
        return Integer.parseInt(value);
    }
}
