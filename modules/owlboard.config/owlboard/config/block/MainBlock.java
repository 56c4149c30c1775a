package owlboard.config.block;

import owlboard.config.Configuration.SourceFile;
import owlboard.config.Configuration;
import owlboard.config.Http;
import owlboard.config.Level;
import owlboard.config.Place;
import owlboard.config.Variables;
import owlboard.config.directive.Core;
import owlboard.config.language.Context;
import owlboard.config.language.Syntax.Node;

import java.util.List;
import java.util.Map;

/** The top level of a configuration. */
public final class MainBlock {
    private final Reading reading;
    private final Settings settings = Settings.none();
    private Level events = new Level(Map.of());
    private Http http;
    private Http stream;

    private MainBlock(Reading reading) {
        this.reading = reading;
    }

    public static Configuration read(List<Node> nodes, List<SourceFile> files, Reading reading) {
        var main = new MainBlock(reading);
        Body.read(nodes, Context.MAIN, main.settings, reading, words -> {
            if (words.name().equals("http")) main.http = main.http(words.node().block());
            if (words.name().equals("stream")) main.stream = main.stream(words.node().block());
            if (words.name().equals("events")) main.events = main.events(words.node().block());
        });
        if (main.settings.place(Core.EVENTS_BLOCK) == null && !files.isEmpty()) {
            reading.warn(new Place(files.getFirst().name(), 1), "events",
                    "no \"events\" section in configuration: nginx itself would not start");
        }
        if (main.http == null) main.http = main.http(List.of());
        if (main.stream != null) Listening.checkApart(main.http, main.stream, reading);
        return new Configuration(main.settings.level(), main.events, main.http, main.stream, reading.notices(files), files);
    }

    private Http http(List<Node> nodes) {
        return new HttpBlock(reading, settings.inner(), AdminServer.of(settings)).read(nodes);
    }

    private Http stream(List<Node> nodes) {
        return HttpBlock.ofStream(reading.with(Variables.STREAM), settings.inner()).read(nodes);
    }

    private Level events(List<Node> nodes) {
        var own = Settings.none();
        Body.read(nodes, Context.EVENTS, own, reading, words -> {});
        return own.level();
    }
}
