package owlboard.services.stores;

import java.util.function.Supplier;
import owlboard.clients.StoreUrl;
import owlboard.wire.net.EndpointDirectory;

/** A store's URL with the address that its name has now: the endpoint directory's, or the name itself, which the system resolves. */
public record Whereabouts(StoreUrl url, EndpointDirectory directory) implements Supplier<StoreUrl> {
    @Override
    public StoreUrl get() {
        directory.reread();
        var place = directory.find(url.host() + ":" + url.port());
        if (place == null) return url;
        int colon = place.lastIndexOf(':');
        var host = place.substring(0, colon).replaceAll("^\\[|]$", "");
        return url.at(host, Integer.parseInt(place.substring(colon + 1)));
    }
}
