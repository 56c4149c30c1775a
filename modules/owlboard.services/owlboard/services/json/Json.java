package owlboard.services.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The two directions. */
public final class Json {
    /** Arrays and objects may lie inside each other this deep. */
    public static final int DEPTH_MAX = 64;
    /** Values in one text, so that a small text cannot become a large heap. */
    public static final int VALUES_MAX = 200_000;

    private Json() {}

    /**
     * Reads one value. Integers that fit become {@code Long}, other numbers {@code Double}; of equal keys the last wins;
     * objects keep their order.
     *
     * @throws JsonException when the text is not JSON, is not UTF-8, or passes {@link #DEPTH_MAX} or {@link #VALUES_MAX}
     */
    public static Object read(byte[] utf8) throws JsonException {
        return new JsonReader(Utf8.decode(utf8), true).document();
    }

    /** @see #read(byte[]) */
    public static Object read(String text) throws JsonException {
        return new JsonReader(text, true).document();
    }

    /**
     * Checks that the text is a JSON object without building it, so that a large one takes no more room than it has, and reads the members
     * that are named, of the outermost object; {@link #VALUES_MAX} bounds these alone.
     *
     * @throws JsonException when the text is no JSON object; its column counts bytes
     */
    public static Map<String, Object> members(byte[] utf8, Set<String> names) throws JsonException {
        Utf8.check(utf8);
        var outline = new JsonReader(new String(utf8, StandardCharsets.ISO_8859_1), false).outline(names);
        var members = new LinkedHashMap<String, Object>();
        for (var place : outline.entrySet()) {
            var span = place.getValue();
            members.put(place.getKey(), read(Arrays.copyOfRange(utf8, span.from(), span.to())));
        }
        return members;
    }

    /** An object whose members keep the order of the arguments: name, value, name, value. Values may be null. */
    public static Map<String, Object> object(Object... namesAndValues) {
        var members = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) members.put((String) namesAndValues[i], namesAndValues[i + 1]);
        return members;
    }

    /**
     * Writes a value without white space.
     *
     * @throws IllegalArgumentException for a type that JSON does not know, and for numbers that are not finite
     */
    public static String write(Object value) {
        var text = new StringBuilder(128);
        JsonWriter.append(text, value);
        return text.toString();
    }

    /** {@link #write} as UTF-8. */
    public static byte[] bytes(Object value) {
        return write(value).getBytes(StandardCharsets.UTF_8);
    }
}
