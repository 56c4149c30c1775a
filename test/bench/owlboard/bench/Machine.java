package owlboard.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;

/** Where and with what a table was measured: a number without it says little. */
final class Machine {
    private Machine() {}

    static String describe(Path image) throws IOException, InterruptedException {
        var cpu = Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(line -> line.startsWith("model name")).findFirst()
                .orElse("model name: unknown");
        var java = Files.readAllLines(image.resolve("release")).stream().filter(line -> line.startsWith("JAVA_VERSION=")).findFirst()
                .orElse("").replaceAll("[^0-9.]", "");
        return "%s; %d x %s; Linux %s; Java %s%s%s%s".formatted(LocalDate.now(), Runtime.getRuntime().availableProcessors(),
                cpu.replaceFirst(".*?: *", ""),
                System.getProperty("os.version"), java, version("nginx"), version("haproxy"), version("wrk"));
    }

    /** The first version number in what PROGRAM -v says. */
    private static String version(String program) throws IOException, InterruptedException {
        if (!Program.isInstalled(program)) return "";
        var process = new ProcessBuilder(program, "-v").redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return "; " + program + " " + said.replaceFirst("(?s)^.*?(\\d+\\.\\d+(\\.\\d+)?).*$", "$1");
    }
}
