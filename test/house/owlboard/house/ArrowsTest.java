package owlboard.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house rules of modules/README.md that a program can check. */
class ArrowsTest {
    private static final Path MODULES = Path.of("modules");
    private static final Pattern IMPORT = Pattern.compile("^import (?:static )?(owlboard\\.[a-z]+)((?:\\.[a-z0-9]+)*)\\.",
            Pattern.MULTILINE);

    private static final Pattern REQUIRES = Pattern.compile("^ *requires (?:transitive |static )*(owlboard\\.[a-z]+);", Pattern.MULTILINE);

    /** Which other modules of ours a module may use. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("owlboard.wire", Set.of()),
            Map.entry("owlboard.config", Set.of()),
            Map.entry("owlboard.json", Set.of()),
            Map.entry("owlboard.lint", Set.of("owlboard.config", "owlboard.json")),
            Map.entry("owlboard.tls", Set.of()),
            Map.entry("owlboard.httpserver", Set.of("owlboard.wire")),
            Map.entry("owlboard.proxy", Set.of("owlboard.wire", "owlboard.config", "owlboard.json", "owlboard.tls")),
            Map.entry("owlboard.certs", Set.of("owlboard.config", "owlboard.json", "owlboard.tls")),
            Map.entry("owlboard.clients", Set.of()),
            Map.entry("owlboard.standins", Set.of("owlboard.clients")),
            Map.entry("owlboard.services", Set.of("owlboard.clients", "owlboard.tls", "owlboard.wire")),
            Map.entry("owlboard.topology", Set.of("owlboard.clients", "owlboard.config", "owlboard.json", "owlboard.certs")),
            Map.entry("owlboard.drill", Set.of("owlboard.config", "owlboard.json", "owlboard.certs", "owlboard.topology")),
            Map.entry("owlboard.cli", Set.of("owlboard.clients", "owlboard.config", "owlboard.certs", "owlboard.drill", "owlboard.json",
                    "owlboard.lint", "owlboard.proxy",
                    "owlboard.services", "owlboard.standins", "owlboard.topology")));

    @Test void arrowsGoDownOnly() throws IOException {
        var wrong = new ArrayList<String>();
        for (var file : sources()) {
            var module = module(file);
            var allowed = ARROWS.get(module);
            if (allowed == null) wrong.add(module + " has no place in this table");
            for (var matcher = IMPORT.matcher(Files.readString(file)); matcher.find(); ) {
                var used = matcher.group(1);
                if (!used.equals(module) && (allowed == null || !allowed.contains(used))) wrong.add(file + " uses " + used);
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** So that the compiler keeps services from a server: what is not required is not seen. */
    @Test void noModuleRequiresMoreThanItsArrows() throws IOException {
        var wrong = new ArrayList<String>();
        for (var arrows : ARROWS.entrySet()) {
            var file = MODULES.resolve(arrows.getKey(), "module-info.java");
            for (var matcher = REQUIRES.matcher(Files.readString(file)); matcher.find(); ) {
                if (!arrows.getValue().contains(matcher.group(1))) wrong.add(file + " requires " + matcher.group(1));
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test void othersSeeOnlyTheEnginesFace() throws IOException {
        var wrong = new ArrayList<String>();
        for (var file : sources()) {
            if (module(file).equals("owlboard.proxy")) continue;
            for (var matcher = IMPORT.matcher(Files.readString(file)); matcher.find(); ) {
                if (matcher.group(1).equals("owlboard.proxy") && !matcher.group(2).isEmpty()) {
                    wrong.add(file + " looks into " + matcher.group());
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test void onlyTheCertificateModuleSeesBouncyCastle() throws IOException {
        var wrong = new ArrayList<String>();
        for (var file : sources()) {
            if (!module(file).equals("owlboard.certs") && Files.readString(file).contains("org.bouncycastle")) wrong.add(file.toString());
        }
        assertEquals(List.of(), wrong);
    }

    /** The messages of MySQL hold a public key as PEM: a protocol, no file. */
    @Test void onlyTheTlsModuleReadsPem() throws IOException {
        var makers = Pattern.compile("-----BEGIN |SSLContext\\.getInstance|CertificateFactory|extends X509ExtendedTrustManager");
        var wrong = new ArrayList<String>();
        for (var file : sources()) {
            boolean may = module(file).equals("owlboard.tls") || file.endsWith("mysql/wire/Proof.java");
            if (!may && makers.matcher(Files.readString(file)).find()) wrong.add(file.toString());
        }
        assertEquals(List.of(), wrong);
    }

    /** The data path is bytes on channels: the JDK's HTTP client and server are for everything else. */
    @Test void theEngineUsesNoHttpOfTheJdk() throws IOException {
        var wrong = new ArrayList<String>();
        for (var file : sources()) {
            boolean dataPath = module(file).equals("owlboard.proxy") || module(file).equals("owlboard.wire");
            var text = Files.readString(file);
            if (dataPath && (text.contains("java.net.http") || text.contains("com.sun.net.httpserver"))) wrong.add(file.toString());
        }
        assertEquals(List.of(), wrong);
    }

    @Test void everyPackageStatesItsContract() throws IOException {
        var wrong = new ArrayList<String>();
        for (var file : sources()) {
            var folder = file.getParent();
            if (folder.getParent().equals(MODULES)) continue; // module-info stands beside no package
            var contract = folder.resolve("package-info.java");
            if (!Files.exists(contract) && !wrong.contains(folder.toString())) wrong.add(folder.toString());
        }
        assertEquals(List.of(), wrong);
    }

    private static String module(Path file) {
        return MODULES.relativize(file).getName(0).toString();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(MODULES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
