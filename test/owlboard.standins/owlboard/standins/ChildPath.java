package owlboard.standins;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import owlboard.clients.StoreUrl;
import owlboard.standins.journal.Journal;

/** The class path of a process that runs one stand-in alone, to be killed. */
public final class ChildPath {
    private ChildPath() {}

    /** The stand-ins, the codecs and the tests: nothing else is loaded, so that it starts fast. */
    public static String ofAStandIn() {
        var places = new LinkedHashSet<String>();
        for (var type : List.of(Journal.class, StoreUrl.class, ChildPath.class)) {
            try {
                places.add(Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
            } catch (URISyntaxException strange) {
                throw new IllegalStateException(strange);
            }
        }
        return String.join(File.pathSeparator, places);
    }
}
