package owlboard.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import owlboard.config.ConfigException;
import owlboard.config.file.Config;

/** A configuration, or a list of errors. */
final class Configs implements Target {
    private final Path folder;

    Configs(Path folder) {
        this.folder = folder;
    }

    @Override
    public String name() {
        return "config";
    }

    @Override
    public List<byte[]> seeds() {
        return Seeds.configurations();
    }

    @Override
    public List<byte[]> spice() {
        return Seeds.of(";", "{", "}", "{}", "\"", "'", "$", "${", "\\", " ", "#", "~", "~*", "=", "/", ":", "\n", "\r", "\0", "\u00ff",
                "(", ")", "[",
                "]", "(?<a>", "(.*)*", "*", "+", "^", "|", "-1", "99999999999999999999", "0", "1k", "1y", "on", "off", "default", "http {",
                "server {", "location / {", "if ($a) {", "include *;", "listen 80;", "return 200;", "unix:", "[::]", "$1", "$args");
    }

    @Override
    public void take(byte[] input) throws IOException {
        var main = folder.resolve("fuzz.conf");
        Files.write(main, input);
        try {
            Config.load(new Config.Source(main, "fuzz.conf", path -> folder.resolve("none"), "", true));
        } catch (ConfigException wrong) {
            if (wrong.errors().isEmpty()) throw new AssertionError("refused without an error");
        }
    }
}
