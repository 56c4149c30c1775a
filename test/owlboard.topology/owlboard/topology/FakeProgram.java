package owlboard.topology;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import owlboard.harness.Patience;

/**
 * How a {@link FakeRole} is started: from a cache of its classes (JEP 514), as a test run starts two hundred of them. It is made once in a
 * run, which takes as long as a few starts; without it they are slower, and nothing else.
 */
final class FakeProgram {
    private static final List<String> OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-XX:-UsePerfData");
    private static final List<String> COMMAND = command();

    private FakeProgram() {}

    /** The words up to the options of the role. */
    static List<String> words(Path launcher) {
        var words = new ArrayList<>(COMMAND);
        words.addAll(List.of("-D" + Topology.LAUNCHER + "=" + launcher, FakeRole.class.getName()));
        return words;
    }

    private static List<String> command() {
        try {
            var folder = Files.createDirectories(Path.of(System.getProperty("owlboard.image")).resolveSibling("test/fakes"));
            var cache = folder.resolve("classes.aot");
            Files.deleteIfExists(cache);
            var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
            command.addAll(OPTIONS);
            command.addAll(List.of("-cp", classPath(folder.resolve("classes.jar"))));
            rehearse(command, cache, folder);
            command.add(1, "-XX:AOTCache=" + cache);
            return command;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** That of this process, with all folders in one archive: a cache knows no folders. */
    private static String classPath(Path archive) throws IOException {
        var path = new ArrayList<>(List.of(archive.toString()));
        var names = new HashSet<Path>();
        try (var out = new ZipOutputStream(Files.newOutputStream(archive))) {
            out.setLevel(0);
            for (var part : System.getProperty("java.class.path").split(File.pathSeparator)) {
                if (!Files.isDirectory(Path.of(part))) {
                    if (!part.isEmpty()) path.add(part);
                    continue;
                }
                try (Stream<Path> files = Files.walk(Path.of(part))) {
                    for (var file : files.filter(Files::isRegularFile).toList()) {
                        var name = Path.of(part).relativize(file);
                        if (name.endsWith("module-info.class") || !names.add(name)) continue;
                        out.putNextEntry(new ZipEntry(name.toString()));
                        Files.copy(file, out);
                    }
                }
            }
        }
        return String.join(File.pathSeparator, path);
    }

    private static void rehearse(List<String> command, Path cache, Path folder) throws IOException {
        var words = new ArrayList<>(command);
        words.add(1, "-XX:AOTCacheOutput=" + cache);
        words.addAll(List.of(FakeRole.class.getName(), FakeRole.REHEARSAL, folder.toString()));
        var process = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        try {
            if (!process.waitFor(Patience.TIME) || process.exitValue() != 0) {
                throw new IOException("no fake role could be rehearsed: " + Files.readString(folder.resolve("log")));
            }
        } catch (InterruptedException stop) {
            throw new IOException(stop);
        } finally {
            process.destroyForcibly();
        }
    }
}
