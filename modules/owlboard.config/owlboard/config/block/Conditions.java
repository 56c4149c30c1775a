package owlboard.config.block;

import owlboard.config.Condition;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

import java.util.ArrayList;

/** The condition of {@code if (...)}. */
final class Conditions {
    private Conditions() {}

    static Condition read(Words words) throws Refusal {
        var parts = new ArrayList<>(words.args());
        var first = parts.getFirst();
        if (!first.startsWith("(")) throw words.refuse("invalid condition \"" + first + '"');
        if (first.length() == 1) parts.removeFirst();
        else parts.set(0, first.substring(1));
        var last = parts.isEmpty() ? "" : parts.getLast();
        if (!last.endsWith(")")) throw words.refuse("invalid condition \"" + (last.isEmpty() ? first : last) + '"');
        if (last.length() == 1) parts.removeLast();
        else parts.set(parts.size() - 1, last.substring(0, last.length() - 1));
        if (parts.isEmpty()) throw words.refuse("invalid condition \"" + last + '"');
        var subject = parts.getFirst();
        if (subject.length() > 1 && subject.startsWith("$")) return variable(words, parts);
        if (subject.matches("!?-.")) return file(words, parts);
        throw words.refuse("invalid condition \"" + subject + '"');
    }

    private static Condition variable(Words words, ArrayList<String> parts) throws Refusal {
        var subject = parts.getFirst();
        if (parts.size() != 1 && parts.size() != 3) throw words.refuse("invalid condition \"" + subject + '"');
        var value = words.template(subject);
        if (parts.size() == 1) return new Condition.Truthy(value);
        var operator = parts.get(1);
        var other = parts.get(2);
        return switch (operator) {
            case "=" -> new Condition.Equals(value, words.template(other), false);
            case "!=" -> new Condition.Equals(value, words.template(other), true);
            case "~" -> new Condition.Matches(value, words.regex(other, false), false);
            case "~*" -> new Condition.Matches(value, words.regex(other, true), false);
            case "!~" -> new Condition.Matches(value, words.regex(other, false), true);
            case "!~*" -> new Condition.Matches(value, words.regex(other, true), true);
            default -> throw words.refuse("unexpected \"" + operator + "\" in condition", "it must be one of =, !=, ~, ~*, !~, !~*");
        };
    }

    private static Condition file(Words words, ArrayList<String> parts) throws Refusal {
        var test = parts.getFirst();
        char kind = test.charAt(test.length() - 1);
        if (parts.size() != 2 || "fdex".indexOf(kind) < 0) throw words.refuse("invalid condition \"" + test + '"');
        return new Condition.File(kind, words.template(parts.get(1)), test.startsWith("!"));
    }
}
