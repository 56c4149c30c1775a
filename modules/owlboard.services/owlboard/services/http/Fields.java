package owlboard.services.http;

import java.util.List;
import java.util.Map;

/** The members of a JSON object, asked for by name; what is missing or of another type is a 422 that names it. */
public record Fields(Map<String, Object> members) {

    /** 422 when the value is not an object. */
    @SuppressWarnings("unchecked")  // Json reads objects with String keys
    public static Fields of(Object value) throws Refusal {
        if (value instanceof Map<?, ?> map) return new Fields((Map<String, Object>) map);
        throw new Refusal(422, "a JSON object is expected");
    }

    public boolean has(String name) {
        return members.get(name) != null;
    }

    /** Text of 1 to {@code max} characters, without the white space around it. */
    public String text(String name, int max) throws Refusal {
        String text = textOr(name, max, null);
        if (text == null || text.isEmpty()) throw new Refusal(422, "'" + name + "' is required, 1 to " + max + " characters of text");
        return text;
    }

    /** Text of at most {@code max} characters without the white space around it, or {@code unset} when absent or null. */
    public String textOr(String name, int max, String unset) throws Refusal {
        String text = exact(name, max);
        return text == null ? unset : text.strip();
    }

    /** Text exactly as it was sent, which has no NUL: no store of ours keeps one everywhere. Null when absent or null. */
    public String exact(String name, int max) throws Refusal {
        return switch (members.get(name)) {
            case null -> null;
            case String text when text.indexOf('\0') >= 0 -> throw new Refusal(422, "'" + name + "' must not have a NUL character");
            case String text when text.length() <= max -> text;
            case String text -> throw new Refusal(422, "'" + name + "' is longer than " + max + " characters");
            default -> throw new Refusal(422, "'" + name + "' must be text");
        };
    }

    /** Text, or a whole number that is taken as text: ids are both. */
    public String id(String name, int max) throws Refusal {
        return members.get(name) instanceof Long number ? Long.toString(number) : text(name, max);
    }

    public double number(String name) throws Refusal {
        return switch (members.get(name)) {
            case Long whole -> whole;
            case Double number -> number;
            case null, default -> throw new Refusal(422, "'" + name + "' must be a number");
        };
    }

    /** False when absent or null. */
    public boolean flag(String name) throws Refusal {
        return switch (members.get(name)) {
            case null -> false;
            case Boolean flag -> flag;
            default -> throw new Refusal(422, "'" + name + "' must be true or false");
        };
    }

    /** No members when absent or null. */
    public Fields object(String name) throws Refusal {
        return switch (members.get(name)) {
            case null -> new Fields(Map.of());
            case Map<?, ?> map -> of(map);
            default -> throw new Refusal(422, "'" + name + "' must be an object");
        };
    }

    /** Empty when absent, null, or no array. */
    public List<?> list(String name) {
        return members.get(name) instanceof List<?> list ? list : List.of();
    }
}
