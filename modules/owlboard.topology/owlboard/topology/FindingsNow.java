package owlboard.topology;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** What a proxy that runs has seen of the faults that {@code owlboard lint} knows, by its administration server. */
public final class FindingsNow {
    private FindingsNow() {}

    /** {@code id}: of the rule; {@code place}: a line, a peer, a zone, a file. */
    public record Seen(String id, String place, String text) {}

    /** Null: it does not tell, within two seconds. */
    public static List<Seen> of(int admin) {
        try {
            return Administration.get(admin, "/findings").lines().flatMap(FindingsNow::seen).toList();
        } catch (IOException silent) {
            return null;
        }
    }

    private static Stream<Seen> seen(String line) {
        var words = line.split("\t", 4);
        return words.length < 4 ? Stream.empty() : Stream.of(new Seen(words[0], words[2], words[3]));
    }
}
