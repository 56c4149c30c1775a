package owlboard.tls;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** Names of certificates as OpenSSL writes them, and nginx tells them: what is no ASCII, or a control character, in hexadecimal. */
public final class DistinguishedName {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final Charset UTF_32BE = Charset.forName("UTF-32BE");

    /** {@code beside}: it belongs to the one before it (a name of several values). */
    private record Attribute(String oid, Der value, boolean beside) {}

    private DistinguishedName() {}

    /** {@code CN=anna,O=Owls\, Inc.,C=DE}: the last one first (X509_NAME_print_ex with XN_FLAG_RFC2253). */
    public static String rfc2253(X500Principal who) {
        var out = new StringBuilder();
        var all = attributes(who);
        for (int i = all.size() - 1; i >= 0; i--) {
            var one = all.get(i);
            var name = AttributeNames.of(one.oid);
            out.append(name == null ? one.oid : name).append('=');
            var text = name == null ? null : utf8(one.value);
            if (text == null) out.append('#').append(HEX.formatHex(one.value.whole()));
            else for (int k = 0; k < text.length; k++) addEscaped(out, text[k] & 255, k == 0, k == text.length - 1);
            if (i > 0) out.append(one.beside ? '+' : ',');
        }
        return out.toString();
    }

    /** {@code /C=DE/O=Owls, Inc./CN=anna}: the bytes that stand there (X509_NAME_oneline). */
    public static String oneLine(X500Principal who) {
        var out = new StringBuilder();
        for (var one : attributes(who)) {
            var name = AttributeNames.of(one.oid);
            out.append(one.beside ? '+' : '/').append(name == null ? one.oid : name).append('=');
            for (byte b : one.value.content()) {
                if (b < ' ' || b > '~') out.append("\\x").append(HEX.toHexDigits(b));
                else if (b == '/' || b == '+') out.append('\\').append((char) b);
                else out.append((char) b);
            }
        }
        return out.toString();
    }

    private static List<Attribute> attributes(X500Principal who) {
        var all = new ArrayList<Attribute>();
        var names = Der.of(who.getEncoded());
        for (var set = names.first(); set.at() < names.end(); set = set.next()) {
            boolean beside = false;
            for (var pair = set.first(); pair.at() < set.end(); pair = pair.next()) {
                var type = pair.first();
                all.add(new Attribute(type.oid(), type.next(), beside));
                beside = true;
            }
        }
        return all;
    }

    /** Null: it is no text. */
    private static byte[] utf8(Der value) {
        return switch (value.tag()) {
            case 12 -> value.content(); // UTF8String
            case 18, 19, 20, 22, 23, 24, 26 -> recoded(value, StandardCharsets.ISO_8859_1); // strings of bytes, and times
            case 28 -> recoded(value, UTF_32BE); // UniversalString
            case 30 -> recoded(value, StandardCharsets.UTF_16BE); // BMPString
            default -> null;
        };
    }

    private static byte[] recoded(Der value, Charset from) {
        return new String(value.content(), from).getBytes(StandardCharsets.UTF_8);
    }

    /** RFC 2253 §2.4. A single character is the last one. */
    private static void addEscaped(StringBuilder out, int c, boolean first, boolean last) {
        boolean special = "\",+;<>\\".indexOf(c) >= 0 || c == '#' && first && !last || c == ' ' && (first || last);
        if (special) out.append('\\').append((char) c);
        else if (c < ' ' || c > '~') out.append('\\').append(HEX.toHexDigits((byte) c));
        else out.append((char) c);
    }
}
