package owlboard.proxy.upstream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import owlboard.proxy.exchange.Exchange;
import owlboard.wire.net.AddressText;

/**
 * Who would get a request that is only explained.
 *
 * @param why what the request has to do with it
 * @param certain the request decides, not whose turn it is
 * @param bound the first one is whom the client is bound to
 * @param order the peers as they would be asked one after the other, were each of them out of order
 */
public record Forecast(String why, boolean certain, boolean bound, List<String> order) {
    /** Where nothing is sent, a name that is not known here is no obstacle. */
    private static final InetSocketAddress SOMEWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    /** Of a group that serves nobody: its turns are taken. {@code pick}: whom it would choose now. */
    static Forecast of(List<Peer> all, Method method, Exchange exchange, Wish wish, Function<Tried, Peer> pick) {
        boolean known = all.stream().allMatch(peer -> peer.address() != null || peer.hasRoute());
        for (var peer : all) if (peer.address() == null) peer.resolvedTo(SOMEWHERE);
        var order = new ArrayList<Peer>();
        var tried = new Tried();
        for (var peer = pick.apply(tried); peer != null && !order.contains(peer); peer = pick.apply(tried)) {
            order.add(peer);
            tried.add(peer);
        }
        boolean bound = wish.route() != null && !order.isEmpty() && order.getFirst().route().equals(wish.route());
        boolean hashed = method.key() != null && wish.key().length > 0;
        boolean certain = order.size() == 1 || bound || hashed;
        if (method.sticky() != null && !order.isEmpty()) answers(method.sticky(), exchange, wish, order.getFirst(), certain);
        var why = new ArrayList<String>();
        if (method.sticky() != null && (known || bound)) why.add(sticky(all, wish, bound));
        else if (method.sticky() != null) why.add("sticky: addresses, which are not known, make routes");
        if (method.key() != null && !bound) why.add(hash(method, wish));
        return new Forecast(String.join("; ", why), certain, bound, order.stream().map(peer -> peer.name).toList());
    }

    private static String sticky(List<Peer> all, Wish wish, boolean bound) {
        if (wish.route() == null) return "sticky: the request is bound to nobody";
        if (bound) return "sticky: the request is bound by \"" + wish.route() + "\"";
        boolean known = all.stream().anyMatch(peer -> peer.route().equals(wish.route()));
        return "sticky: who has \"" + wish.route() + (known ? "\" cannot serve" : "\" is not among them");
    }

    private static String hash(Method method, Wish wish) {
        if (wish.key().length == 0) return method.name() + " of nothing: they take turns";
        boolean isAddress = method.balancer() instanceof IpHash;
        return method.name() + " of " + (isAddress ? address(wish.key()) : '"' + new String(wish.key(), StandardCharsets.ISO_8859_1) + '"');
    }

    /** As much of it as is hashed. */
    private static String address(byte[] key) {
        var text = AddressText.of(key);
        return key.length == 4 ? text.substring(0, text.lastIndexOf('.')) + ".*" : text;
    }

    /** What the client is told, {@code (of the peer)} where that depends on turns. */
    private static void answers(Sticky sticky, Exchange exchange, Wish wish, Peer first, boolean certain) {
        sticky.answers(exchange, first, wish.route());
        var line = exchange.note(StickyCookie.LINE);
        if (line == null || certain) return;
        exchange.note(StickyCookie.LINE, line.replaceFirst('=' + Pattern.quote(first.route()), Matcher.quoteReplacement("=(of the peer)")));
    }
}
