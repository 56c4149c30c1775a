package owlboard.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A parsed command line: the values of each flag that was given, and the words that are no flags. */
record Given(Command command, Map<String, List<String>> values, List<String> operands) {

    /** {@code --flag value}, {@code --flag=value}, switches; {@code --} ends the flags. */
    static Given parse(Command command, List<String> arguments) throws Usage {
        var values = new HashMap<String, List<String>>();
        var operands = new ArrayList<String>();
        for (int i = 0; i < arguments.size(); i++) {
            var word = arguments.get(i);
            if (word.equals("--")) {
                operands.addAll(arguments.subList(i + 1, arguments.size()));
                break;
            }
            if (!word.startsWith("-") || word.equals("-")) {
                operands.add(word);
                continue;
            }
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            var name = equals < 0 ? word : word.substring(0, equals);
            var flag = command.flag(name.equals("-h") ? "--help" : name);
            String value = "";
            if (flag.argument() == null) {
                if (equals >= 0) throw new Usage(command.title() + ": " + flag.name() + " takes no value");
            } else if (equals >= 0) {
                value = word.substring(equals + 1);
            } else if (i + 1 < arguments.size() && !command.has(arguments.get(i + 1))) {
                value = arguments.get(++i);
            } else {
                throw new Usage(command.title() + ": " + flag.name() + " needs a value: " + flag.name() + " " + flag.argument());
            }
            var sofar = values.computeIfAbsent(flag.name(), n -> new ArrayList<>());
            if (!sofar.isEmpty() && flag.argument() != null && !flag.repeats()) {
                throw new Usage(command.title() + ": " + flag.name() + " is given twice; it may be given once");
            }
            sofar.add(value);
        }
        if (command.operands() == null && !operands.isEmpty()) {
            throw new Usage(command.title() + " takes no '" + operands.getFirst() + "'" + command.seeHelp());
        }
        return new Given(command, values, operands);
    }

    boolean has(String flag) {
        return values.containsKey(flag);
    }

    String text(String flag, String otherwise) {
        var all = values.get(flag);
        return all == null ? otherwise : all.getFirst();
    }

    List<String> all(String flag) {
        return values.getOrDefault(flag, List.of());
    }

    /** Null when the flag was not given and there is no default. */
    Path path(String flag, Path otherwise) {
        var text = text(flag, null);
        return text == null ? otherwise : Path.of(text);
    }

    /** {@code 500ms}, {@code 8s}, {@code 2m}, {@code 12h}, {@code 90d}; a bare number is seconds. */
    Duration duration(String flag, Duration otherwise) throws Usage {
        var text = text(flag, null);
        if (text == null) return otherwise;
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) digits++;
        if (digits == 0 || digits > 9) throw notADuration(flag, text);
        long amount = Long.parseLong(text.substring(0, digits));
        return switch (text.substring(digits)) {
            case "ms" -> Duration.ofMillis(amount);
            case "", "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> throw notADuration(flag, text);
        };
    }

    private static Usage notADuration(String flag, String text) {
        return new Usage(flag + " '" + text + "' is no duration; write 500ms, 8s or 2m");
    }

    /** A number from {@code low} to {@code high}, both included. */
    int number(String flag, int low, int high, int otherwise) throws Usage {
        var text = text(flag, null);
        return text == null ? otherwise : number(flag, text, low, high);
    }

    static int number(String flag, String text, int low, int high) throws Usage {
        try {
            int number = Integer.parseInt(text);
            if (number >= low && number <= high) return number;
        } catch (NumberFormatException notOne) {
            throw new Usage(flag + " '" + text + "' is no number from " + low + " to " + high);
        }
        throw new Usage(flag + " '" + text + "' is not between " + low + " and " + high);
    }
}
