package owlboard.proxy.exchange;

import java.util.function.Function;
import owlboard.config.Configuration;
import owlboard.config.Level;
import owlboard.config.Template;
import owlboard.proxy.count.Zones;
import owlboard.proxy.logfile.ErrorLog;
import owlboard.proxy.logfile.LogFiles;

/** What features need while a configuration is made ready. Not kept by what they make, but for {@link #paths} and the like. */
public interface Making {
    Configuration configuration();

    Paths paths();

    LogFiles logs();

    /** Of this machine. */
    String hostname();

    ErrorLog errorLog(Level level);

    /** {@code template} may be null: an empty value. */
    Value value(Template template);

    /** Finds a variable by its name in lower case while a request runs; null where there is none of that name. To be kept. */
    Function<String, Value.Part> variables();

    /** The settings of a level further in. */
    Settings settings(Scope scope);

    /** What its requests are counted for. */
    Zones zones();

    <T> T main(MainSlot<T> slot);

    /** What outlives all configurations of an engine, one of each kind. */
    <T> T lasting(Class<T> kind);

    /** Whether all exchanges are to be explained, none served: certificates need not be there. */
    boolean isForTraces();

    /** A problem that does not prevent a start: it is logged once the configuration is in force. */
    void warn(String problem);
}
