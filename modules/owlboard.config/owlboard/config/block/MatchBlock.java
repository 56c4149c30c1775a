package owlboard.config.block;

import java.util.ArrayList;
import java.util.List;
import owlboard.config.HealthMatch.Body;
import owlboard.config.HealthMatch.Header;
import owlboard.config.HealthMatch.Operator;
import owlboard.config.HealthMatch.Range;
import owlboard.config.HealthMatch.Statuses;
import owlboard.config.HealthMatch;
import owlboard.config.Template;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

/** A {@code match} block. */
final class MatchBlock {
    private final Words words;
    private final Reading reading;
    private final List<Header> headers = new ArrayList<>();
    private final List<Body> bodies = new ArrayList<>();
    private final List<Template> required = new ArrayList<>();
    private Statuses statuses;

    private MatchBlock(Words words, Reading reading) {
        this.words = words;
        this.reading = reading;
    }

    static HealthMatch read(Words words, Reading reading) {
        return new MatchBlock(words, reading).read();
    }

    private HealthMatch read() {
        for (var line : words.node().block()) {
            try {
                test(new Words(line, words.context(), words.scope()));
            } catch (Refusal refusal) {
                reading.refuse(refusal);
            }
        }
        return new HealthMatch(words.place(), words.text(), statuses, List.copyOf(headers), List.copyOf(bodies),
                List.copyOf(required));
    }

    private void test(Words line) throws Refusal {
        if (line.node().block() != null) throw line.refuse("unexpected \"{\"");
        switch (line.name()) {
            case "status" -> {
                if (statuses != null) throw line.refuse("\"status\" directive is duplicate");
                statuses = statuses(line);
            }
            case "header" -> headers.add(header(line));
            case "body" -> bodies.add(body(line));
            case "require" -> require(line);
            default -> throw line.refuse("unknown directive \"" + line.name() + "\" in \"match\"",
                    "status, header, body and require are known");
        }
    }

    private void require(Words line) throws Refusal {
        if (line.count() == 0) throw line.refuse("invalid number of arguments in \"require\" directive");
        for (int i = 0; i < line.count(); i++) {
            if (!line.text(i).startsWith("$")) throw line.invalid(i, "it takes variables");
            required.add(line.template(i));
        }
    }

    private static Statuses statuses(Words line) throws Refusal {
        boolean not = line.count() > 0 && line.text(0).equals("!");
        var ranges = new ArrayList<Range>();
        for (int i = not ? 1 : 0; i < line.count(); i++) {
            var text = line.text(i);
            int dash = text.indexOf('-');
            int from = status(line, i, dash < 0 ? text : text.substring(0, dash));
            int to = dash < 0 ? from : status(line, i, text.substring(dash + 1));
            if (to < from) throw line.invalid(i, "the first is the lower one");
            ranges.add(new Range(from, to));
        }
        if (ranges.isEmpty()) throw line.refuse("invalid number of arguments in \"status\" directive");
        return new Statuses(not, List.copyOf(ranges));
    }

    private static int status(Words line, int index, String text) throws Refusal {
        var number = Units.number(text);
        if (number.isEmpty() || number.getAsLong() < 100 || number.getAsLong() > 999) throw line.invalid(index, "100 to 999");
        return (int) number.getAsLong();
    }

    private static Header header(Words line) throws Refusal {
        if (line.count() == 1) return new Header(line.text(0), Operator.PRESENT, null, null);
        if (line.count() == 2 && line.text(0).equals("!")) return new Header(line.text(1), Operator.ABSENT, null, null);
        if (line.count() != 3) throw line.refuse("invalid number of arguments in \"header\" directive");
        var name = line.text(0);
        var value = line.text(2);
        return switch (line.text(1)) {
            case "=" -> new Header(name, Operator.EQUAL, value, null);
            case "!=" -> new Header(name, Operator.DIFFERENT, value, null);
            case "~" -> new Header(name, Operator.MATCHES, null, line.regex(value, false));
            case "!~" -> new Header(name, Operator.MATCHES_NOT, null, line.regex(value, false));
            default -> throw line.invalid(1, "write =, !=, ~ or !~");
        };
    }

    private static Body body(Words line) throws Refusal {
        if (line.count() != 2) throw line.refuse("invalid number of arguments in \"body\" directive");
        return switch (line.text(0)) {
            case "~" -> new Body(false, line.regex(line.text(1), false));
            case "!~" -> new Body(true, line.regex(line.text(1), false));
            default -> throw line.invalid(0, "write ~ or !~");
        };
    }
}
