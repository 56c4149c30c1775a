package owlboard.proxy.cache;

import owlboard.proxy.exchange.Caching;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.Outgoing;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Head;

/** A cache that has nothing stored, for a request that is only explained: it is composed as for the first one. */
record Foreseen(Exchange exchange, String key, boolean convertsHead) implements Caching {
    @Override
    public boolean asksForAll() {
        return true;
    }

    @Override
    public boolean asksWithGet() {
        return convertsHead && exchange.is(Methods.HEAD);
    }

    @Override
    public void addConditions(Bytes head) {}

    @Override
    public boolean replaces(Head answer) {
        return false;
    }

    @Override
    public boolean keeps(Head answer, boolean buffers) {
        return false;
    }

    @Override
    public Outgoing keeping(Outgoing way, boolean bodiless, long from, long to) {
        return way;
    }

    @Override
    public void ends() {}

    @Override
    public void abandons() {}

    @Override
    public String status() {
        return "MISS";
    }

    @Override
    public String etag() {
        return null;
    }

    @Override
    public String lastModified() {
        return null;
    }

    @Override
    public long ageSeconds() {
        return -1;
    }

    @Override
    public String told() {
        return null;
    }
}
