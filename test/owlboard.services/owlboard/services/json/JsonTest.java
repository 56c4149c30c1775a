package owlboard.services.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTest {
    private static String error(String text) {
        return assertThrows(JsonException.class, () -> Json.read(text), text).getMessage();
    }

    @Test
    void readsEveryKindOfValue() throws Exception {
        assertEquals(Arrays.asList(1L, -0.5, 1e3, "a\n\u00e9\ud83e\udd89/", true, false, null, Map.of(), List.of()),
            Json.read(" [1 , -0.5,1e3, \"a\\n\\u00E9\\ud83e\\udd89\\/\",true,false,null,{ }, [\t]\r\n] "));
        assertNull(Json.read("null"));
    }

    @Test
    void keepsLongsExactAndWidensWhatDoesNotFit() throws Exception {
        assertEquals(Long.MAX_VALUE, Json.read("9223372036854775807"));
        assertEquals(Long.MIN_VALUE, Json.read("-9223372036854775808"));
        assertEquals(9.223372036854775808e18, Json.read("9223372036854775808"));
        assertEquals(1e30, Json.read("1" + "0".repeat(30)));
        assertTrue(error("1e999").startsWith("number too large"));
        assertTrue(error("9".repeat(400)).startsWith("number too large"));
    }

    @Test
    void letsTheLastOfEqualKeysWin() throws Exception {
        assertEquals(Map.of("a", 2L), Json.read("{\"a\":1,\"a\":2}"));
    }

    @Test
    void saysWhereTheTextIsWrong() {
        assertEquals("a value expected at line 2, column 7", error("{\n \"a\": ,}"));
        assertEquals("',' or '}' expected at line 1, column 8", error("{\"a\":1 \"b\":2}"));
        assertEquals("nothing expected after the value at line 1, column 2", error("01"));
        assertEquals("string without end at line 1, column 5", error("\"abc"));
    }

    @Test
    void refusesWhatIsNotJson() {
        for (String text : List.of("", " ", "[1,]", "{,}", "{\"a\"}", "{a:1}", "[1 2]", "tru", "NaN", "-", "1.", ".5", "1e", "+1", "'a'",
                "\"\t\"",
            "\"\\x\"", "\"\\u12g4\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "[", "{", "// c\n1", "\ufeff1", "[1]]",
            "\u0000")) {
            error(text);
        }
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        var bytes = new byte[] {'"', 'a', (byte) 0xC3, '"'};
        assertEquals("invalid UTF-8 at line 1, column 3", assertThrows(JsonException.class, () -> Json.read(bytes)).getMessage());
    }

    @Test
    void boundsDepthAndCount() throws Exception {
        Json.read("[".repeat(Json.DEPTH_MAX) + "1" + "]".repeat(Json.DEPTH_MAX));
        assertTrue(error("[".repeat(100_000)).startsWith("nested deeper than 64"));
        assertTrue(error("[" + "1,".repeat(Json.VALUES_MAX) + "1]").startsWith("more than"));
    }

    @Test
    void writesWhatItReads() throws Exception {
        var members = new LinkedHashMap<String, Object>();
        members.put("text", "\u0001\"\\\n\ud83e\udd89\ud800");
        members.put("list", Arrays.asList(1, 2L, 2.5, null, true));
        assertEquals("{\"text\":\"\\u0001\\\"\\\\\\n\ud83e\udd89\\ud800\",\"list\":[1,2,2.5,null,true]}", Json.write(members));
        assertThrows(IllegalArgumentException.class, () -> Json.write(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Json.write(new Object()));
    }

    @Test
    void survivesRandomBytes() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        String alphabet = "{}[]\",:\\u0123456789eE+-.truefalsn \n\u00e9";
        for (int round = 0; round < 20_000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(24); i > 0; i--) text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            try {
                Object value = Json.read(text.toString().getBytes(StandardCharsets.UTF_8));
                assertEquals(value, Json.read(Json.write(value)), "seed " + seed);
            } catch (JsonException expected) {
                assertTrue(expected.getMessage().contains(" at line "), "seed " + seed);
            }
        }
    }
}
