package owlboard.cli.process;

import owlboard.config.ConfigException;
import owlboard.proxy.Engine;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * An engine, as the signals of its process see it. {@code reloaded} is told of each reload: no error, it was taken; or the errors of a
 * configuration that was not, of which the engine's error log has the first already.
 */
public record EngineServer(Engine engine, Engine.Condition condition, Consumer<List<String>> reloaded) implements Life.Server {
    /** Without a condition. */
    public EngineServer(Engine engine, Consumer<List<String>> reloaded) {
        this(engine, _ -> List.of(), reloaded);
    }

    @Override public boolean quit(Duration grace) {
        return engine.quit(grace);
    }

    @Override public void close() {
        engine.close();
    }

    @Override public void reload() {
        try {
            engine.reload(condition);
            reloaded.accept(List.of());
        } catch (ConfigException wrong) {
            reloaded.accept(wrong.errors());
        } catch (IOException trouble) {
            reloaded.accept(List.of(Trouble.of(trouble)));
        }
    }

    @Override public void reopenLogs() {
        engine.reopenLogs();
    }
}
