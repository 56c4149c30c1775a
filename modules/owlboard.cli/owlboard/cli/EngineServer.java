package owlboard.cli;

import owlboard.config.ConfigException;
import owlboard.proxy.Engine;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** An engine, as the signals of its process see it. {@code refused} is told the errors of a configuration that was not taken on reload; the engine's error log has the first already. */
public record EngineServer(Engine engine, Consumer<List<String>> refused) implements Life.Server {
    @Override public boolean quit(Duration grace) {
        return engine.quit(grace);
    }

    @Override public void close() {
        engine.close();
    }

    @Override public void reload() {
        try {
            engine.reload();
        } catch (ConfigException wrong) {
            refused.accept(wrong.errors());
        } catch (IOException trouble) {
            refused.accept(List.of(Trouble.of(trouble)));
        }
    }

    @Override public void reopenLogs() {
        engine.reopenLogs();
    }
}
