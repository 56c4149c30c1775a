package owlboard.config.block;

import owlboard.config.Location.Content;
import owlboard.config.Location;
import owlboard.config.Server.Listen;
import owlboard.config.Server.ServerName;
import owlboard.config.Server;
import owlboard.config.Step;
import owlboard.config.directive.Proxy;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Syntax.Node;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.List;

/** A {@code server} block of {@code http}. */
final class ServerBlock {
    private final Node node;
    private final Settings settings;
    private final Reading reading;
    private final List<Listen> listens = new ArrayList<>();
    private final List<ServerName> names = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Location> locations = new ArrayList<>();

    ServerBlock(Node node, Settings settings, Reading reading) {
        this.node = node;
        this.settings = settings;
        this.reading = reading;
    }

    Server read() {
        Body.read(node.block(), Context.SERVER, settings, reading, this::shape);
        if (listens.isEmpty()) listens.add(Listens.unset(node.place(), reading.privileged()));
        if (names.isEmpty()) names.add(new ServerName.Exact(""));
        LocationBlock.refuseDuplicates(locations, reading);
        // a handler outside every location answers what no location matches
        if (settings.own(Proxy.PROXY_PASS) instanceof Content content) {
            locations.add(new Location(node.place(), new Location.Match.Prefix("", false), settings.inner().level(), List.of(), content,
                    List.of(), null));
        }
        return new Server(node.place(), settings.level(), List.copyOf(listens), List.copyOf(names), List.copyOf(steps),
                List.copyOf(locations));
    }

    private void shape(Words words) throws Refusal {
        switch (words.name()) {
            case "listen" -> listens.addAll(Listens.read(words, reading));
            case "server_name" -> names.addAll(ServerNames.read(words, reading));
            case "location" -> locations.add(LocationBlock.read(words, null, settings.inner(), reading));
            case "if" -> steps.add(condition(words));
            default -> Steps.read(words, reading).ifPresent(steps::add);
        }
    }

    private Step condition(Words words) throws Refusal {
        var condition = Conditions.read(words);
        var inside = new ArrayList<Step>();
        Body.read(words.node().block(), Context.SERVER_IF, settings.inner(), reading,
                step -> Steps.read(step, reading).ifPresent(inside::add));
        return new Step.If(words.place(), condition, List.copyOf(inside), null);
    }
}
