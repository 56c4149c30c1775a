package owlboard.config.file;

import owlboard.config.ConfigException;
import owlboard.config.Configuration;
import owlboard.config.Configuration.SourceFile;
import owlboard.config.block.MainBlock;
import owlboard.config.block.Reading;
import owlboard.config.language.Refusal;
import owlboard.config.language.Syntax.Node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Reads a configuration with all that it includes. */
public final class Config {
    /**
     * What to read.
     *
     * @param main the file
     * @param name how messages name it, {@code conf/lb.conf}; included files that are given relative to it are named alike
     * @param paths maps an absolute path as written in the configuration ({@code /etc/nginx/mime.types}) to the file to read
     * @param globals directives of the command line ({@code -g}), or empty
     * @param privileged whether a server without {@code listen} gets port 80; 8000 otherwise, as in nginx
     */
    public record Source(Path main, String name, Function<String, Path> paths, String globals, boolean privileged) {
        /** A file whose absolute paths mean what they say. */
        public static Source of(Path main) {
            return new Source(main, main.toString(), Path::of, "", "root".equals(System.getProperty("user.name")));
        }
    }

    private Config() {}

    /**
     * The whole configuration. Every error that can be told without guessing is collected, in file order.
     *
     * @throws IOException when the main file cannot be read; a missing include is an error of the configuration
     */
    public static Configuration load(Source source) throws IOException, ConfigException {
        try {
            return read(source);
        } catch (ConfigException wrong) {
            var foreign = ForeignFile.told(source.main(), source.name());
            throw foreign.isPresent() ? new ConfigException(List.of(foreign.get())) : wrong;
        }
    }

    private static Configuration read(Source source) throws IOException, ConfigException {
        var reading = new Reading(source.privileged());
        var includes = new Includes(source, reading, null);
        var nodes = includes.read();
        var configuration = MainBlock.read(nodes, includes.files(), reading);
        reading.throwIfRefused(includes.files());
        return configuration;
    }

    /**
     * What a file and all that it includes say, not what it means: directives that nobody knows are in it. A file that stands inside
     * {@code http} has its {@code http} block, whose place is no file of {@code files}.
     *
     * @param problems what could not be read: the grammar, files that are missing
     */
    public record Tree(List<Node> nodes, List<SourceFile> files, List<Refusal> problems) {}

    /**
     * Reads without understanding.
     *
     * @param text what stands in for the main file's content; null: the file is read
     * @throws IOException when the main file cannot be read
     */
    public static Tree tree(Source source, String text) throws IOException {
        var reading = new Reading(source.privileged());
        var includes = new Includes(source, reading, text);
        var nodes = includes.read();
        return new Tree(List.copyOf(nodes), includes.files(), reading.broken());
    }
}
