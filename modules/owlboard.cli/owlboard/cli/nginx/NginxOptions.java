package owlboard.cli.nginx;

import java.util.List;

/**
 * nginx's options: letters may stand together ({@code -tq}), a value may touch its letter ({@code -sstop}), a lone {@code -} is nothing.
 * {@code prefix}, {@code conf}, {@code errorLog}, {@code globals} and {@code signal} are null when not given.
 */
record NginxOptions(boolean version, boolean help, boolean configure, boolean test, boolean dump, boolean quiet,
        String prefix, String conf, String errorLog, String globals, String signal) {

    static final class Invalid extends Exception {
        Invalid(String message) {
            super(message);
        }
    }

    static NginxOptions parse(List<String> arguments) throws Invalid {
        boolean version = false, help = false, configure = false, test = false, dump = false, quiet = false;
        String prefix = null, conf = null, errorLog = null, globals = null, signal = null;
        var words = arguments.iterator();
        while (words.hasNext()) {
            var word = words.next();
            if (!word.startsWith("-")) throw new Invalid("invalid option: \"" + word + "\"");
            int i = 1;
            while (i < word.length()) {
                char letter = word.charAt(i++);
                String value = null;
                if (takesValue(letter)) {
                    if (i < word.length()) value = word.substring(i);
                    else if (words.hasNext()) value = words.next();
                    else throw new Invalid("option \"-" + letter + "\" requires " + what(letter));
                    i = word.length();
                }
                switch (letter) {
                    case '?', 'h' -> version = help = true;
                    case 'v' -> version = true;
                    case 'V' -> version = configure = true;
                    case 't' -> test = true;
                    case 'T' -> test = dump = true;
                    case 'q' -> quiet = true;
                    case 'p' -> prefix = value;
                    case 'c' -> conf = value;
                    case 'e' -> errorLog = value;
                    case 'g' -> globals = value;
                    case 's' -> signal = known(value);
                    default -> throw new Invalid("invalid option: \"" + letter + "\"");
                }
            }
        }
        return new NginxOptions(version, help, configure, test, dump, quiet, prefix, conf, errorLog, globals, signal);
    }

    private static boolean takesValue(char letter) {
        return "pcegs".indexOf(letter) >= 0;
    }

    private static String what(char letter) {
        return switch (letter) {
            case 'p' -> "directory name";
            case 'c', 'e' -> "file name";
            default -> "parameter";
        };
    }

    private static String known(String signal) throws Invalid {
        return switch (signal) {
            case "stop", "quit", "reopen", "reload" -> signal;
            default -> throw new Invalid("invalid option: \"-s " + signal + "\"");
        };
    }
}
