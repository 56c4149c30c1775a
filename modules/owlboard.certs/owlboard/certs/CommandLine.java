package owlboard.certs;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;

/** The arguments of {@code owlboard certs}. */
record CommandLine(String command, Path dir, int rsaBits, boolean force) {
    static final class UsageException extends Exception {
        UsageException(String message) {
            super(message);
        }
    }

    private static final String DEFAULT_DIR = "certs";
    private static final List<String> COMMANDS = List.of("init", "show", "verify", "help");
    private static final List<String> INIT_FLAGS = List.of("--dir", "--rsa", "--force", "--help");
    private static final List<String> FLAGS = List.of("--dir", "--help");

    static final String HELP = """
            owlboard certs: the certificate authority of a deployment

              owlboard certs init [--dir DIR] [--rsa BITS] [--force]
                  issues what is missing, expired or not signed by the authority; keeps the rest
              owlboard certs show [--dir DIR]
                  a table of all certificates
              owlboard certs verify [--dir DIR]
                  names each certificate that is wrong, with the remedy

              --dir DIR    the folder of the certificates (default: certs)
              --rsa BITS   new keys are RSA keys of 2048 to 8192 bits (default: EC on P-256)
              --force      a new authority and all certificates anew; the old ones are not accepted any more

            Exit codes: 0 in order, 1 failure, 2 usage.
            """;

    /** @throws UsageException with one line that names the wrong argument */
    static CommandLine parse(List<String> arguments) throws UsageException {
        if (arguments.isEmpty()) throw new UsageException("no command: one of " + String.join(", ", COMMANDS));
        var rest = new ArrayDeque<>(arguments);
        var command = rest.pop();
        if (List.of("--help", "-h").contains(command)) command = "help";
        if (!COMMANDS.contains(command)) throw new UsageException("unknown command \"" + command + "\": did you mean \"" + nearest(command, COMMANDS) + "\"?");
        var flags = command.equals("init") ? INIT_FLAGS : FLAGS;
        var dir = DEFAULT_DIR;
        var rsaBits = 0;
        var force = false;
        while (!rest.isEmpty()) {
            var argument = rest.pop();
            var equals = argument.indexOf('=');
            if (argument.startsWith("--") && equals > 0) {
                rest.push(argument.substring(equals + 1));
                argument = argument.substring(0, equals);
            }
            if (argument.equals("-h")) argument = "--help";
            if (!flags.contains(argument)) throw unknown(argument, command, flags);
            var takesValue = argument.equals("--dir") || argument.equals("--rsa");
            if (equals > 0 && !takesValue) throw new UsageException(argument + " takes no value");
            switch (argument) {
                case "--dir" -> dir = value(argument, rest);
                case "--rsa" -> rsaBits = bits(value(argument, rest));
                case "--force" -> force = true;
                default -> command = "help";
            }
        }
        return new CommandLine(command, path(dir), rsaBits, force);
    }

    /** The command that issues into a folder, for messages. */
    static String init(Path dir) {
        if (dir.equals(Path.of(DEFAULT_DIR))) return "owlboard certs init";
        var name = dir.toString();
        return "owlboard certs init --dir " + (name.matches("[\\w./+-]+") ? name : "'" + name.replace("'", "'\\''") + "'");
    }

    private static UsageException unknown(String argument, String command, List<String> flags) {
        if (!argument.startsWith("-")) return new UsageException("unexpected argument \"" + argument + "\": the folder is named with --dir");
        return new UsageException("unknown option \"" + argument + "\" of certs " + command + ": did you mean \"" + nearest(argument, flags) + "\"?");
    }

    private static String value(String flag, ArrayDeque<String> rest) throws UsageException {
        if (rest.isEmpty() || rest.peek().isEmpty() || rest.peek().startsWith("--")) throw new UsageException(flag + " needs a value");
        return rest.pop();
    }

    private static Path path(String dir) throws UsageException {
        try {
            return Path.of(dir).normalize();
        } catch (InvalidPathException e) {
            throw new UsageException("--dir is no path: " + e.getReason());
        }
    }

    private static int bits(String value) throws UsageException {
        if (!value.matches("\\d{4}") || Integer.parseInt(value) < 2048 || Integer.parseInt(value) > 8192) {
            throw new UsageException("--rsa " + value + ": RSA keys have 2048 to 8192 bits, 4096 for example");
        }
        return Integer.parseInt(value);
    }

    private static String nearest(String word, List<String> known) {
        return known.stream().min(Comparator.comparingInt(candidate -> distance(word, candidate))).orElseThrow();
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
