package owlboard.services.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Percent-encoding of paths and queries (RFC 3986 §2.1); what does not decode to UTF-8 is a 400. */
final class Escapes {
    private static final int PARAMETERS_MAX = 1000;
    private static final int SHOWN_MAX = 100;

    private Escapes() {}

    /** Decoded segments; a slash at the end adds none. */
    static List<String> path(String raw) throws Refusal {
        var segments = new ArrayList<String>();
        String inner = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
        if (inner.isEmpty()) return segments;
        for (String segment : inner.substring(inner.startsWith("/") ? 1 : 0).split("/", -1)) segments.add(decode(segment, false));
        return segments;
    }

    /** Decoded parameters; of equal names the last wins. */
    static Map<String, String> query(String raw) throws Refusal {
        var parameters = new LinkedHashMap<String, String>();
        if (raw == null) return parameters;
        for (String pair : raw.split("&", PARAMETERS_MAX + 1)) {
            if (parameters.size() == PARAMETERS_MAX) throw new Refusal(400, "more than " + PARAMETERS_MAX + " parameters");
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            parameters.put(decode(name, true), equals < 0 ? "" : decode(pair.substring(equals + 1), true));
        }
        return parameters;
    }

    /** A body of {@code application/x-www-form-urlencoded}; what is none is a 422. */
    static Map<String, String> form(byte[] body) throws Refusal {
        try {
            return query(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
        } catch (CharacterCodingException notUtf8) {
            throw new Refusal(422, "the body is no form: it is not UTF-8");
        } catch (Refusal wrong) {
            throw new Refusal(422, "the body is no form: " + wrong.getMessage());
        }
    }

    private static String decode(String text, boolean form) throws Refusal {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) return text;
        var out = new ByteArrayOutputStream(text.length());
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '%') {
                out.write(hex(text, in, i + 1) << 4 | hex(text, in, i + 2));
                i += 2;
            } else {
                out.write(form && in[i] == '+' ? ' ' : in[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(out.toByteArray())).toString();
        } catch (CharacterCodingException notUtf8) {
            throw new Refusal(400, shown(text) + " does not decode to UTF-8");
        }
    }

    private static String shown(String text) {
        return "'" + (text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "..." : text) + "'";
    }

    private static int hex(String text, byte[] in, int i) throws Refusal {
        int digit = i < in.length ? Character.digit(in[i], 16) : -1;
        if (digit < 0) throw new Refusal(400, shown(text) + " has a percent sign without two hexadecimal digits");
        return digit;
    }
}
