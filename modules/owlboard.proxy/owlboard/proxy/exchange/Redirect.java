package owlboard.proxy.exchange;

import java.nio.charset.StandardCharsets;

/**
 * The request goes on under another URI of this server: {@code X-Accel-Redirect}, {@code try_files}, {@code index}, {@code error_page}.
 *
 * @param uri    as locations see it, or {@code @named}: then URI and arguments of the request stay
 * @param args   without the question mark
 * @param method of {@link Methods}, if it is one of those
 */
public record Redirect(String uri, String args, byte[] method) implements Verdict {
    /** To a URI that the configuration writes: decoded, with arguments behind a question mark; without one there are none. */
    public static Redirect to(String uriWithArgs, byte[] method) {
        int mark = uriWithArgs.indexOf('?');
        if (mark < 0 || uriWithArgs.startsWith("@")) return new Redirect(uriWithArgs, "", method);
        return new Redirect(uriWithArgs.substring(0, mark), uriWithArgs.substring(mark + 1), method);
    }

    /**
     * To where an application's {@code X-Accel-Redirect} points: percent-decoded, fetched with GET or HEAD. 404 for what leaves the tree
     * (ngx_http_parse_unsafe_uri).
     */
    public static Verdict asked(String value, byte[] method) {
        if (value.startsWith("@")) return new Redirect(value, "", method);
        int mark = value.indexOf('?');
        var uri = decoded(mark < 0 ? value : value.substring(0, mark));
        if (isUnsafe(uri) || !uri.startsWith("/")) {
            return Verdict.refused(404, "unsafe URI \"" + value + "\" was detected while reading response header from upstream");
        }
        return new Redirect(uri, mark < 0 ? "" : value.substring(mark + 1), method == Methods.HEAD ? method : Methods.GET);
    }

    private static boolean isUnsafe(String uri) {
        return uri.isEmpty() || uri.indexOf(0) >= 0 || uri.contains("/../") || uri.endsWith("/..");
    }

    /** What is no escape stays as it stands. */
    private static String decoded(String text) {
        if (text.indexOf('%') < 0) return text;
        var out = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            int high = text.charAt(i) == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low < 0) {
                out[length++] = (byte) text.charAt(i);
            } else {
                out[length++] = (byte) (high << 4 | low);
                i += 2;
            }
        }
        return new String(out, 0, length, StandardCharsets.ISO_8859_1);
    }
}
