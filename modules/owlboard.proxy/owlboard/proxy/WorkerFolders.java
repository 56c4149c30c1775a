package owlboard.proxy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import owlboard.config.Configuration;
import owlboard.config.Level;
import owlboard.config.Location;
import owlboard.config.Step;
import owlboard.config.directive.HttpCore;
import owlboard.config.directive.Passing;
import owlboard.proxy.exchange.OwnersOnly;
import owlboard.proxy.exchange.Paths;
import owlboard.wire.loop.Serving;

/**
 * Folders that the threads that serve write into. Where these have a user of their own, who may make none, they are made beforehand, and
 * are that user's (ngx_create_paths); otherwise when one is needed.
 */
final class WorkerFolders {
    private final Paths paths;
    private final Set<Path> all = new LinkedHashSet<>();

    private WorkerFolders(Paths paths) {
        this.paths = paths;
    }

    static void make(Configuration configuration, Paths paths) throws IOException {
        var user = Serving.credentials();
        if (user == null) return;
        var folders = new WorkerFolders(paths);
        var http = configuration.http();
        for (var cache : http.cachePaths()) folders.all.add(paths.resolve(cache.path()));
        folders.level(http.level());
        for (var server : http.servers()) {
            folders.level(server.level());
            server.locations().forEach(folders::location);
            folders.steps(server.steps());
        }
        for (var folder : folders.all) OwnersOnly.folderOf(user.uid(), folder);
    }

    private void location(Location location) {
        level(location.level());
        location.locations().forEach(this::location);
        if (location.limitExcept() != null) location(location.limitExcept().location());
        if (!(location.match() instanceof Location.Match.Anonymous)) steps(location.steps());
    }

    private void steps(List<Step> steps) {
        for (var step : steps) {
            if (step instanceof Step.If condition && condition.location() != null) location(condition.location());
        }
    }

    private void level(Level level) {
        all.add(paths.temporary(level.get(HttpCore.CLIENT_BODY_TEMP_PATH).path()));
        for (var words : Passing.ALL) if (words.hasBuffers()) all.add(paths.temporary(level.get(words.tempPath).path()));
    }
}
