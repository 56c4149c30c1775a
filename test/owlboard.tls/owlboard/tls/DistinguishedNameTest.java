package owlboard.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

/** What OpenSSL 3.0 made of the same names ({@code openssl x509 -subject -nameopt RFC2253}, {@code -nameopt compat}). */
class DistinguishedNameTest {
    private static final int UTF8 = 12;
    private static final int PRINTABLE = 19;
    private static final int T61 = 20;
    private static final int IA5 = 22;
    private static final int UNIVERSAL = 28;
    private static final int BMP = 30;
    private static final int OCTETS = 4;

    private static byte[] der(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (var part : parts) content.writeBytes(part);
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.size() > 127) out.write(0x81);
        out.write(content.size());
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private static byte[] oid(String dotted) {
        var out = new ByteArrayOutputStream();
        var words = dotted.split("\\.");
        out.write(40 * Integer.parseInt(words[0]) + Integer.parseInt(words[1]));
        for (int i = 2; i < words.length; i++) {
            long number = Long.parseLong(words[i]);
            int groups = Math.max(1, (70 - Long.numberOfLeadingZeros(number)) / 7);
            for (int k = groups - 1; k >= 0; k--) out.write((int) (number >> 7 * k & 127) | (k > 0 ? 128 : 0));
        }
        return der(6, out.toByteArray());
    }

    private static byte[] pair(String oid, int tag, String value) {
        var charset = switch (tag) {
            case UTF8 -> StandardCharsets.UTF_8;
            case BMP -> StandardCharsets.UTF_16BE;
            case UNIVERSAL -> StandardCharsets.UTF_32BE;
            default -> StandardCharsets.ISO_8859_1;
        };
        return der(0x30, oid(oid), der(tag, value.getBytes(charset)));
    }

    private static byte[] rdn(byte[]... pairs) {
        return der(0x31, pairs);
    }

    private static void reads(String rfc2253, String oneLine, byte[]... rdns) {
        var all = new ArrayList<byte[]>();
        for (var each : rdns) all.add(each);
        var name = new X500Principal(der(0x30, all.toArray(byte[][]::new)));
        assertEquals(rfc2253, DistinguishedName.rfc2253(name));
        assertEquals(oneLine, DistinguishedName.oneLine(name));
    }

    private static byte[] cn(String value) {
        return rdn(pair("2.5.4.3", UTF8, value));
    }

    @Test void theLastOneIsFirst() {
        reads("CN=anna,O=Owls,C=DE", "/C=DE/O=Owls/CN=anna", rdn(pair("2.5.4.6", PRINTABLE, "DE")), rdn(pair("2.5.4.10", UTF8, "Owls")),
                cn("anna"));
        reads("", "");
    }

    @Test void whatIsNoAsciiIsHexadecimal() {
        reads("CN=M\\C3\\BCller", "/CN=M\\xC3\\xBCller", cn("Müller"));
        reads("CN=\\E6\\9D\\B1\\E4\\BA\\AC", "/CN=\\xE6\\x9D\\xB1\\xE4\\xBA\\xAC", cn("東京"));
        reads("CN=tab\\09here\\7F", "/CN=tab\\x09here\\x7F", cn("tab\there\u007f"));
        reads("CN=M\\C3\\BCller", "/CN=M\\xFCller", rdn(pair("2.5.4.3", T61, "Müller")));
        reads("CN=\\E6\\9D\\B1a", "/CN=\\x67q\\x00a".replace("\\x67q", "gq"), rdn(pair("2.5.4.3", BMP, "東a")));
        reads("CN=\\C3\\A9", "/CN=\\x00\\x00\\x00\\xE9", rdn(pair("2.5.4.3", UNIVERSAL, "é")));
    }

    @Test void whatHasAMeaningIsEscaped() {
        reads("CN=a\\,b\\+c\\\"d\\\\e\\<f\\>g\\;h=i/j", "/CN=a,b\\+c\"d\\e<f>g;h=i\\/j", cn("a,b+c\"d\\e<f>g;h=i/j"));
        reads("CN=\\#a#b", "/CN=#a#b", cn("#a#b"));
        reads("CN=#", "/CN=#", cn("#"));
        reads("CN=\\  a \\ ", "/CN=  a  ", cn("  a  "));
        reads("CN=\\ ", "/CN= ", cn(" "));
    }

    @Test void severalValuesOfOneNameStandBesideEachOther() {
        reads("L=x,OU=a+CN=b,title=c", "/title=c/CN=b+OU=a/L=x", rdn(pair("2.5.4.12", UTF8, "c")),
                rdn(pair("2.5.4.3", UTF8, "b"), pair("2.5.4.11", UTF8, "a")), rdn(pair("2.5.4.7", UTF8, "x")));
    }

    @Test void namesAreThoseOfOpenSsl() {
        reads("role=r,organizationIdentifier=i,x500UniqueIdentifier=u,GN=g,SN=s",
                "/SN=s/GN=g/x500UniqueIdentifier=u/organizationIdentifier=i/role=r",
                rdn(pair("2.5.4.4", UTF8, "s")), rdn(pair("2.5.4.42", UTF8, "g")), rdn(pair("2.5.4.45", UTF8, "u")),
                rdn(pair("2.5.4.97", UTF8, "i")), rdn(pair("2.5.4.72", UTF8, "r")));
        reads("emailAddress=a@b.c,DC=org,UID=u,jurisdictionC=DE", "/jurisdictionC=DE/UID=u/DC=org/emailAddress=a@b.c",
                rdn(pair("1.3.6.1.4.1.311.60.2.1.3", PRINTABLE, "DE")), rdn(pair("0.9.2342.19200300.100.1.1", UTF8, "u")),
                rdn(pair("0.9.2342.19200300.100.1.25", IA5, "org")), rdn(pair("1.2.840.113549.1.9.1", IA5, "a@b.c")));
    }

    @Test void whatIsNotKnownOrNoTextIsDer() {
        reads("1.2.3.4=#0C0178", "/1.2.3.4=x", rdn(pair("1.2.3.4", UTF8, "x")));
        reads("CN=#0402C3BC", "/CN=\\xC3\\xBC", rdn(pair("2.5.4.3", OCTETS, "Ã¼")));
    }
}
