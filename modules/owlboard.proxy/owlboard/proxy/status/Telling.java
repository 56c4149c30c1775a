package owlboard.proxy.status;

import java.util.Map;
import owlboard.config.Location;
import owlboard.proxy.exchange.Content;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Reason;
import owlboard.proxy.exchange.Scope;
import owlboard.proxy.exchange.Settings;
import owlboard.proxy.exchange.Slot;

/** {@code api}, {@code owlboard_metrics}, {@code owlboard_page}. */
public final class Telling {
    private static final Slot<Live> LIVE = new Slot<>((_, making) -> making.lasting(Live.class));
    private static final Slot<Observer> OBSERVER = new Slot<>((_, making) -> making.lasting(Observer.class));
    public static final Feature FEATURE = Feature.of(LIVE, OBSERVER).answers(Telling::of)
            .defines(Map.of("owlboard_reason", (out, exchange) -> {
                out.add(Reason.of(exchange));
                return true;
            }));

    private Telling() {}

    private static Content of(Settings settings, Scope scope) {
        if (scope.location() == null) return null;
        var live = settings.get(LIVE);
        return switch (scope.location().content()) {
            case Location.Content.Api api -> new Api(scope.prefix(), api.writes(), live);
            case Location.Content.Metrics _ -> new Metrics(live);
            case Location.Content.Page _ -> new Page(scope.prefix(), live, settings.get(OBSERVER));
            case null, default -> null;
        };
    }
}
