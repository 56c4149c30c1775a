package owlboard.standins.mongo.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import owlboard.clients.mongo.bson.Document;
import owlboard.clients.mongo.bson.Other;
import owlboard.standins.mongo.data.MongoFailure.Code;

/** What one field must be. In: all values at its path, {@link Paths#MISSING} among them. */
interface Condition {
    boolean takes(List<Object> values);

    static Condition of(Object wanted) {
        if (wanted instanceof Document operators && Filter.isOperators(operators)) return operators(operators);
        return wanted instanceof Other.Regex regex ? regex(regex.pattern(), regex.options()) : equal(wanted);
    }

    private static Condition operators(Document operators) {
        var all = new ArrayList<Condition>();
        operators.forEach((name, operand) -> {
            if (!name.equals("$options")) all.add(operator(name, operand, operators));
        });
        return values -> {
            for (var one : all) if (!one.takes(values)) return false;
            return true;
        };
    }

    private static Condition operator(String name, Object operand, Document operators) {
        return switch (name) {
            case "$eq" -> equal(operand);
            case "$ne" -> not(equal(operand));
            case "$gt" -> compared(operand, order -> order > 0);
            case "$gte" -> compared(operand, order -> order >= 0);
            case "$lt" -> compared(operand, order -> order < 0);
            case "$lte" -> compared(operand, order -> order <= 0);
            case "$in" -> in(list(name, operand));
            case "$nin" -> not(in(list(name, operand)));
            case "$not" -> {
                if (!(operand instanceof Other.Regex) && !(operand instanceof Document)) {
                    throw new MongoFailure(Code.BadValue, "$not needs a regex or a document");
                }
                yield not(of(operand));
            }
            case "$exists" -> {
                boolean wanted = Document.of("x", operand).flag("x");
                yield values -> values.stream().anyMatch(value -> value != Paths.MISSING) == wanted;
            }
            case "$regex" -> {
                var pattern = operand instanceof Other.Regex whole ? whole
                        : new Other.Regex((String) require(operand, String.class, "$regex has to be a string"), "");
                yield regex(pattern.pattern(), operators.containsKey("$options") ? operators.text("$options") : pattern.options());
            }
            case "$size" -> {
                long size = ((Number) require(operand, Number.class, "$size needs a number")).longValue();
                yield values -> values.stream().anyMatch(value -> value instanceof List<?> list && list.size() == size);
            }
            case "$all" -> {
                var parts = list(name, operand).stream().map(Condition::of).toList();
                yield values -> !parts.isEmpty() && parts.stream().allMatch(part -> part.takes(values));
            }
            case "$elemMatch" -> elementMatch((Document) require(operand, Document.class, "$elemMatch needs an Object"));
            default -> throw new MongoFailure(Code.BadValue, "unknown operator: " + name);
        };
    }

    private static Object require(Object operand, Class<?> type, String otherwise) {
        if (!type.isInstance(operand)) throw new MongoFailure(Code.BadValue, otherwise);
        return operand;
    }

    private static List<?> list(String name, Object operand) {
        return (List<?>) require(operand, List.class, name + " needs an array");
    }

    private static Condition not(Condition condition) {
        return values -> !condition.takes(values);
    }

    /** A value at the path, or an element of an array there, passes. */
    private static Condition any(Predicate<Object> test) {
        return values -> {
            for (var value : values) {
                if (test.test(value)) return true;
                if (value instanceof List<?> list) for (var element : list) if (test.test(element)) return true;
            }
            return false;
        };
    }

    private static Condition equal(Object wanted) {
        if (wanted == null) return any(value -> value == null || value == Paths.MISSING);
        return any(value -> value != Paths.MISSING && Order.same(value, wanted));
    }

    private static Condition in(List<?> wanted) {
        var each = wanted.stream().map(value -> value instanceof Other.Regex regex ? regex(regex.pattern(), regex.options()) : equal(value))
                .toList();
        return values -> {
            for (var one : each) if (one.takes(values)) return true;
            return false;
        };
    }

    private static Condition compared(Object with, IntPredicate wanted) {
        return any(value -> value != Paths.MISSING && Order.bracket(value) == Order.bracket(with)
                && wanted.test(Order.compare(value, with)));
    }

    private static Condition regex(String pattern, String options) {
        int flags = 0;
        for (char option : options.toCharArray()) {
            flags |= switch (option) {
                case 'i' -> Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
                case 'm' -> Pattern.MULTILINE;
                case 's' -> Pattern.DOTALL;
                case 'x' -> Pattern.COMMENTS;
                case 'u' -> 0;
                default -> throw new MongoFailure(Code.BadValue, "invalid flag in regex options: " + option);
            };
        }
        try {
            var compiled = Pattern.compile(pattern, flags);
            return any(value -> value instanceof String text && Patience.finds(compiled, text));
        } catch (PatternSyntaxException wrong) {
            throw new MongoFailure(Code.BadValue, "Regular expression is invalid: " + wrong.getDescription());
        }
    }

    private static Condition elementMatch(Document wanted) {
        if (Filter.isOperators(wanted)) {
            var condition = operators(wanted);
            return values -> values.stream().anyMatch(value -> value instanceof List<?> list
                    && list.stream().anyMatch(element -> condition.takes(Collections.singletonList(element))));
        }
        var filter = Filter.of(wanted);
        return values -> values.stream().anyMatch(value -> value instanceof List<?> list
                && list.stream().anyMatch(element -> element instanceof Document document && filter.takes(document)));
    }
}
