package owlboard.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** In which protocol an {@link Application} is asked: the first byte of a request tells. */
enum Speech {
    HTTP {
        @Override Request read(InputStream in) throws IOException {
            return Request.read(in);
        }
    },

    /** Begins with the version of a record, 1. */
    FASTCGI {
        private static final int BEGIN_REQUEST = 1, PARAMS = 4, STDIN = 5;

        @Override Request read(InputStream in) throws IOException {
            var params = new StringBuilder();
            var body = new StringBuilder();
            boolean keeps = false;
            while (true) {
                var header = text(in, 8);
                var content = text(in, header.charAt(4) << 8 | header.charAt(5));
                text(in, header.charAt(6));
                switch (header.charAt(1)) {
                    case BEGIN_REQUEST -> keeps = content.charAt(2) == 1;
                    case PARAMS -> params.append(content);
                    case STDIN -> {
                        body.append(content);
                        if (content.isEmpty()) return Request.of(Fastcgi.params(params), body.toString(), !keeps);
                    }
                    default -> throw new IOException("a record of type " + (int) header.charAt(1));
                }
            }
        }

        @Override String statusLine() {
            return CGI_STATUS;
        }

        @Override String framed(String answer) {
            var records = new StringBuilder();
            for (int at = 0; at < answer.length(); at += RECORD) {
                records.append(Fastcgi.out(answer.substring(at, Math.min(answer.length(), at + RECORD))));
            }
            return records + Fastcgi.end();
        }
    },

    /** Begins with the modifier of a packet, 0. */
    UWSGI {
        @Override Request read(InputStream in) throws IOException {
            var header = text(in, 4);
            var packet = text(in, little(header, 1));
            var params = new LinkedHashMap<String, String>();
            for (int at = 0; at < packet.length(); ) {
                int name = at + 2;
                int value = name + little(packet, at) + 2;
                at = value + little(packet, value - 2);
                params.put(packet.substring(name, value - 2), packet.substring(value, at));
            }
            return withBody(params, in);
        }
    },

    /** Begins with the length of a netstring. */
    SCGI {
        @Override Request read(InputStream in) throws IOException {
            var length = new StringBuilder();
            for (var c = text(in, 1); !c.equals(":"); c = text(in, 1)) length.append(c);
            var parts = text(in, Integer.parseInt(length.toString())).split("\0", -1);
            text(in, 1);
            var params = new LinkedHashMap<String, String>();
            for (int i = 0; i + 1 < parts.length; i += 2) params.put(parts[i], parts[i + 1]);
            return withBody(params, in);
        }

        @Override String statusLine() {
            return CGI_STATUS;
        }
    };

    private static final int RECORD = 8000;
    private static final String CGI_STATUS = "Status: ";

    static Speech of(int first) {
        return switch (first) {
            case 0 -> UWSGI;
            case 1 -> FASTCGI;
            default -> Character.isDigit(first) ? SCGI : HTTP;
        };
    }

    /** One request whole; null: the edge has left. */
    abstract Request read(InputStream in) throws IOException;

    /** What stands before the status in an answer; the programs that speak uWSGI begin it as HTTP does. */
    String statusLine() {
        return "HTTP/1.1 ";
    }

    /** The answer as it travels. */
    String framed(String answer) {
        return answer;
    }

    private static Request withBody(Map<String, String> params, InputStream in) throws IOException {
        var length = params.getOrDefault("CONTENT_LENGTH", "");
        return Request.of(params, length.isEmpty() ? "" : text(in, Integer.parseInt(length)), true);
    }

    private static int little(String text, int at) {
        return text.charAt(at) | text.charAt(at + 1) << 8;
    }

    private static String text(InputStream in, int count) throws IOException {
        var bytes = in.readNBytes(count);
        if (bytes.length < count) throw new EOFException();
        return new String(bytes, ISO_8859_1);
    }
}
