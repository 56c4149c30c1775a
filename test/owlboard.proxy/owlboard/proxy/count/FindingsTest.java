package owlboard.proxy.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTest {
    private final List<String> told = new ArrayList<>();
    private final Findings findings = new Findings();

    FindingsTest() {
        findings.tellTo(finding -> told.add(finding.text()));
    }

    private List<String> texts() {
        return findings.all().stream().map(Findings.Finding::text).toList();
    }

    @Test void whatIsSaidOfItIsTrueNow() {
        assertNotNull(findings.add("certificate-ends", "a", "ends, in 5 days"));
        assertNull(findings.add("certificate-ends", "a", "ended"));
        assertEquals(List.of("ended"), texts());
        assertEquals(List.of("ends, in 5 days"), told);
    }

    /** As when machines behind one address have certificates of their own. */
    @Test void whatComesAndGoesIsToldOnce() {
        for (int i = 0; i < 5; i++) {
            findings.add("certificate-ends", "a", "ended");
            assertEquals(List.of("ended"), texts());
            findings.settle("certificate-ends", "a");
            assertEquals(List.of(), texts());
        }
        assertEquals(List.of("ended"), told);
        findings.clear();
        assertNotNull(findings.add("certificate-ends", "a", "ended"));
    }

    @Test void manyAreNotKept() {
        for (int i = 0; i < 3 * Findings.MOST; i++) {
            findings.add("x", "place " + i, "y");
            if (i < Findings.MOST) findings.settle("x", "place " + i);
        }
        assertEquals(Findings.MOST, texts().size());
        assertEquals(Findings.MOST, told.size());
    }
}
