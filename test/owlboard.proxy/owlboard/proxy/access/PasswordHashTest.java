package owlboard.proxy.access;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against what {@code openssl passwd} and {@code crypt(3)} make. */
class PasswordHashTest {
    @ParameterizedTest @CsvSource(delimiter = ' ', value = {
            "x $5$rounds=1234$saltsalt$XX4vDE4XP4rTErDM1V7qPSReak.2V.BaUzNrHvygY//",
            "secret "
            + "$6$rounds=2000$salt$u7cSKlbs430YNh4c8E2siLp24BOxTp27JE5LCV0Yqe9JXjty9hpsnBlkASUIX2g7xIprOmQMY/C0Ph3Vp1vTI/",
            "a-long-password-a-long-password-a-long-password-a-long-password-a-long-password- "
            + "$5$abcdefgh$XcZy0raE3zahwNvHVMn4mliDtZWf1Le/ezz7emveCaA",
            "secret $5$s$oCJQ8pz2oyl6hgzly.hQ0W7Sgcl8Kr7EadnBpVm7huD",
            "a-long-password-a-long-password-a-long-password-a-long-password-a-long-password- "
            + "$6$abcdefgh$aW8URuwqJSqoqfvGkzQr4nxUC4o2wYlz9RYTDbozwYTPmepuAxBpSFowy/xJaW4xlxCKyUTMDQ9OH.wYDC/mB0",
            "secret $6$s$0ONk7Cb6vQHj.WRVKbGZ0Y86yhuLam11L92a6wziCUwhPAmO1YdgYIoxpvS.wNpwTsZveSEo7dJ07No6GUEhX0",
            "a-long-password-a-long-password-a-long-password-a-long-password-a-long-password- "
            + "$apr1$abcdefgh$iVi6zOH5UiH5Az1ODsOml1",
            "secret $apr1$s$UoSp2veMyXxx3bp9uljYO/",
            "a-long-password-a-long-password-a-long-password-a-long-password-a-long-password- "
            + "$1$abcdefgh$VdFKhUHriumXqBfToR7n//",
            "secret $1$s$g6MVG540q1A9FJTwmPkOH0",
            "secret $2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
            "secret $2y$04$....................../dCAsp4PpJoDgv6BeaLP6BKrXlBV1oi",
            "p\u00c3\u00a4ss $2a$06$N9qo8uLOickgx2ZMRZoMyeAjdyzvK/hlcfNNnYJbCKOugqmSqIgQC",
            "secret abNANd1rDfiNc"})
    void knowsItsOwnPasswordAlone(String password, String kept) throws Exception {
        assertTrue(matches(password, kept));
        assertFalse(matches(password + "x", kept));
        assertFalse(matches(password.substring(1), kept));
        assertFalse(matches("", kept));
    }

    /** Of Debian's C library; made by its {@code crypt}. */
    @ParameterizedTest @CsvSource({"$y$j9T$abcdefghijklmnopqrstu.$7uryFExhLbAhrpK1WytVzeNObCUVaK3VoKccP3fJEIB",
            "$gy$j75$abcdefghijklmnop$5Matl8XuRgYmKQHzzPfQ1wwZku2K3P416/n0C0jUu9D",
            "$7$86..../....abcdefghijklmn$Kqw4tSCjZryK5OuUhV2GFjLWzYtmjmJgbDGQ3YtTIQ6", "_J9..abcd/H6HLCcf7nw",
            "$sha1$40$abcdefgh$UgfE50RDQMAqL8i1qWlZ3y0r0Jaj"})
    void theSystemIsAskedForTheOthers(String kept) throws Exception {
        boolean isThere = SystemCrypt.hash(new byte[0], "$y$j9T$abcdefghijklmnopqrstu.") != null;
        Assumptions.assumeTrue(isThere, "crypt(3) is not here, or not of today");
        assertTrue(matches("secret", kept));
        assertFalse(matches("secreT", kept));
        assertFalse(matches("", kept));
    }

    @ParameterizedTest @CsvSource({"$2y$05$abc", "$y$j9T$!", "_x", "$9$abc$def",
            "$2y$31$abcdefghijklmnopqrstuu0oImNDIy4flhldV9YqunRgBAePKmw7m", "secret", "{SHA}*", "{SSHA}YQ==", "$5$rounds=x$salt$y",
            "$6$rounds=999999999$salt$y", "$5$rounds=1000"})
    void otherKindsAreRefused(String kept) {
        assertThrows(PasswordHash.Unknown.class, () -> matches("secret", kept));
    }

    @ParameterizedTest @CsvSource({"''", "*", "!", "!$1$salt$qJH7.N4xYta3aEG/dfqo/0"})
    void whatIsLockedIsNobodys(String kept) throws Exception {
        assertFalse(matches("secret", kept));
        assertFalse(matches("", kept));
    }

    /** The one takes 8 characters, the other 72 bytes. */
    @Test void theOldOnesTakeABeginningOfThePassword() throws Exception {
        assertTrue(matches("a-long-password", "./8LSay2942mg"));
        assertTrue(matches("a-long-p", "./8LSay2942mg"));
        assertFalse(matches("a-long", "./8LSay2942mg"));
        assertTrue(matches("x".repeat(72), "$2b$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i"));
        assertFalse(matches("x".repeat(71), "$2b$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i"));
    }

    @Test void anEmptyPasswordIsOne() throws Exception {
        assertTrue(matches("", "{PLAIN}"));
        assertTrue(matches("", "zZO7u0HfQST3A"));
        assertTrue(matches("", "$2y$05$abcdefghijklmnopqrstuu0oImNDIy4flhldV9YqunRgBAePKmw7m"));
        assertTrue(matches("", "$5$salt$HrcUzzoef72uxM/YhTU5BAi419Fblqlq//zyM.rIOG0"));
    }

    private static boolean matches(String password, String kept) throws PasswordHash.Unknown {
        return PasswordHash.matches(password.getBytes(StandardCharsets.ISO_8859_1), kept);
    }
}
