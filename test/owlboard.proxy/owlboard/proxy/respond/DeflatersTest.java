package owlboard.proxy.respond;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import owlboard.edge.OwlboardOnly;

class DeflatersTest {
    @OwlboardOnly(row = "gzip-bound", value = "lends as many as there are answers")
    @Test void noMoreAreLentThanThereMayBe() {
        var deflaters = new Deflaters();
        var all = new ArrayList<Deflater>();
        for (int i = 0; i < Deflaters.LENT_MAX; i++) all.add(deflaters.take(1 + i % 9));
        assertNull(deflaters.take(1));
        deflaters.give(all.removeLast());
        assertNotNull(deflaters.take(1));
        all.forEach(deflaters::give);
        assertEquals(1, deflaters.lent());
        assertEquals(8, deflaters.kept());
    }

    @Test void oneThatComesBackIsLentAgainFresh() {
        var deflaters = new Deflaters();
        var first = deflaters.take(9);
        first.setInput(new byte[100]);
        first.finish();
        first.deflate(new byte[3]);
        deflaters.give(first);
        var again = deflaters.take(1);
        assertSame(first, again);
        assertEquals(0, again.getBytesRead());
        again.finish();
        int size = 0;
        while (!again.finished()) size += again.deflate(new byte[100]);
        assertEquals(2, size);
    }
}
