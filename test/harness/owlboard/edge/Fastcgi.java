package owlboard.edge;

import java.util.LinkedHashMap;
import java.util.Map;

/** FastCGI as a responder of a test speaks it: requests read by the letter, records written by hand. Text stands for bytes, Latin-1. */
public final class Fastcgi {
    private static final int BEGIN_REQUEST = 1, END_REQUEST = 3, PARAMS = 4, STDIN = 5, STDOUT = 6, STDERR = 7;

    /** What was asked; a parameter that came more than once has its values with a line feed between them. */
    public record Request(Map<String, String> params, String stdin, boolean keepsConnection) {
        /** The value of a parameter; null: there is none. */
        public String param(String name) {
            return params.get(name);
        }
    }

    private Fastcgi() {}

    /** Reads one request whole; whatever a responder must not get is a failure. */
    public static Request request(Wire wire) {
        return read(wire, false);
    }

    /** The same up to the first piece of standard input. */
    public static Request begun(Wire wire) {
        return read(wire, true);
    }

    private static Request read(Wire wire, boolean begins) {
        var params = new StringBuilder();
        var stdin = new StringBuilder();
        boolean keeps = false;
        boolean paramsEnded = false;
        for (int number = 0; ; number++) {
            var record = next(wire);
            var content = record.content;
            if ((record.type == BEGIN_REQUEST) != (number == 0)) {
                throw new AssertionError("BEGIN_REQUEST is not the first record, or not once");
            }
            switch (record.type) {
                case BEGIN_REQUEST -> {
                    if (content.charAt(0) != 0 || content.charAt(1) != 1) throw new AssertionError("the role is no responder");
                    keeps = content.charAt(2) == 1;
                }
                case PARAMS -> {
                    if (paramsEnded) throw new AssertionError("PARAMS after their end");
                    paramsEnded = content.isEmpty();
                    params.append(content);
                }
                case STDIN -> {
                    if (!paramsEnded) throw new AssertionError("STDIN before the end of PARAMS");
                    stdin.append(content);
                    if (begins || content.isEmpty()) return new Request(params(params), stdin.toString(), keeps);
                }
                default -> throw new AssertionError("a record of type " + record.type);
            }
        }
    }

    /** What is left of standard input. */
    public static String rest(Wire wire) {
        var stdin = new StringBuilder();
        while (true) {
            var record = next(wire);
            if (record.type != STDIN) throw new AssertionError("a record of type " + record.type);
            if (record.content.isEmpty()) return stdin.toString();
            stdin.append(record.content);
        }
    }

    private record Record(int type, String content) {}

    private static Record next(Wire wire) {
        var header = wire.bytes(8);
        var content = wire.bytes(header.charAt(4) << 8 | header.charAt(5));
        wire.bytes(header.charAt(6));
        if (!header.startsWith("\1" + header.charAt(1) + "\0\1")) throw new AssertionError("version and request are not 1");
        return new Record(header.charAt(1), content);
    }

    /** The parameters of a whole stream of them. */
    static Map<String, String> params(CharSequence stream) {
        var all = new LinkedHashMap<String, String>();
        int[] at = {0};
        while (at[0] < stream.length()) {
            int name = length(stream, at);
            int value = length(stream, at);
            int valueAt = at[0] + name;
            all.merge(stream.subSequence(at[0], valueAt).toString(), stream.subSequence(valueAt, valueAt + value).toString(),
                    (a, b) -> a + '\n' + b);
            at[0] = valueAt + value;
        }
        return all;
    }

    private static int length(CharSequence stream, int[] at) {
        int first = stream.charAt(at[0]++);
        if (first < 128) return first;
        return (first & 127) << 24 | stream.charAt(at[0]++) << 16 | stream.charAt(at[0]++) << 8 | stream.charAt(at[0]++);
    }

    /** One record, its content padded to eight bytes. */
    public static String record(int type, String content) {
        int padding = -content.length() & 7;
        return header(type, content.length(), padding) + content + "\0".repeat(padding);
    }

    /** The header of a record alone. */
    public static String header(int type, int content, int padding) {
        return "\1" + (char) type + "\0\1" + (char) (content >> 8) + (char) (content & 255) + (char) padding + '\0';
    }

    /** A record of standard output. */
    public static String out(String text) {
        return record(STDOUT, text);
    }

    /** A record of standard error. */
    public static String err(String text) {
        return record(STDERR, text);
    }

    /** The end of standard output, and of the request. */
    public static String end() {
        return record(STDOUT, "") + record(END_REQUEST, "\0".repeat(8));
    }
}
