package owlboard.proxy.route;

import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** {@code $ssl_client_s_dn_legacy}: a name as nginx before 1.11.6 wrote it, {@code /C=DE/O=Owls/CN=anna} (X509_NAME_oneline). */
final class LegacyName {
    private LegacyName() {}

    static String of(X500Principal principal) {
        var out = new StringBuilder();
        for (var part : parts(principal.getName()).reversed()) out.append('/').append(part);
        return out.toString();
    }

    /** Of RFC 2253's form, whose order is the other one, without its escapes. */
    private static List<String> parts(String name) {
        var parts = new ArrayList<String>();
        var part = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '\\' && i + 1 < name.length()) {
                part.append(name.charAt(++i));
            } else if (c == ',' || c == '+') {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        if (!part.isEmpty()) parts.add(part.toString());
        return parts;
    }
}
