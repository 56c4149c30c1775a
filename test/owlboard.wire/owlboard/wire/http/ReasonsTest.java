package owlboard.wire.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ReasonsTest {
    @Test
    void arePrintableAndTheStandards() {
        for (int status = 0; status <= 999; status++) assertTrue(Reasons.of(status).matches("[A-Za-z -]*"), "" + status);
        assertEquals("Content Too Large", Reasons.of(413));
        assertEquals("Request Header Fields Too Large", Reasons.of(431));
        assertEquals("", Reasons.of(299));
    }
}
