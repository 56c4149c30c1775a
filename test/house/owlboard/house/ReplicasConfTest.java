package owlboard.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** conf/replicas.conf is conf/lb.conf with one name for all gateways; what is changed in one is changed in the other. */
class ReplicasConfTest {
    private static final String FIRST = "        server api_gateway_1:80 ";
    private static final String ALL = "        server tasks.api_gateway:80 resolve ";

    @Test void onlyTheGatewaysAreNamedOtherwise() throws IOException {
        var expected = new ArrayList<String>();
        for (var line : settings("lb.conf")) {
            if (line.startsWith(FIRST)) expected.add(ALL + line.substring(FIRST.length()));
            else if (!line.startsWith("        server api_gateway_")) expected.add(line);
        }
        assertEquals(String.join("\n", expected), String.join("\n", settings("replicas.conf")));
    }

    /** All but the comment at the top, which says what the file is for. */
    private static List<String> settings(String name) throws IOException {
        var lines = Files.readAllLines(Path.of("conf", name));
        return lines.subList(lines.indexOf(""), lines.size());
    }
}
