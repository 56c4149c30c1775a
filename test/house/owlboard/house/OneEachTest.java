package owlboard.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small rules that everybody needs stand once: what is written only where one is told is looked for in all modules. */
class OneEachTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(quoteCharacter = '!', value = {
            "HTTP dates, EEE. dd|RFC_1123, wire/http/HttpDate.java",
            "reason phrases, \"(See Other|Multiple Choices)\", wire/http/Reasons.java",
            "the nearest name, did you mean \\\\\", config/language/Nearest.java",
            "keep-alive, \"(close|keep-alive)\"\\.getBytes, wire/http/KeepAlive.java",
            "escaped URIs, \\('%'\\)\\.add\\(HEX, proxy/exchange/UriPath.java",
            "temporary files, createTempFile|DELETE_ON_CLOSE, proxy/exchange/TempFile.java"})
    void standsInOnePlace(String what, String sign, String place) throws IOException {
        var pattern = Pattern.compile(sign);
        var found = new TreeSet<String>();
        for (var file : sources()) if (pattern.matcher(Files.readString(file)).find()) found.add(file.toString());
        assertEquals(List.of(place), found.stream().map(file -> file.endsWith("owlboard/" + place) ? place : file).toList(), what);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("modules"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
