package owlboard.proxy.forward;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.ClientGone;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Upgraded;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.respond.Respond;
import owlboard.proxy.respond.ServerTokens;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;
import owlboard.wire.net.Expired;
import owlboard.wire.net.Tunnel;

/** A client and a peer that has switched protocols for it. Their tunnel lasts: all else of the exchange is over before it begins. */
final class Switched implements Upgraded {
    private final Exchange exchange;
    private final ProxyPass pass;
    private final Try peer;
    /** What came behind the peer's head; null when nothing did. */
    private final ByteBuffer ahead;

    private Switched(Exchange exchange, ProxyPass pass, Try peer) {
        this.exchange = exchange;
        this.pass = pass;
        this.peer = peer;
        ahead = peer.connection.input.takeAll();
    }

    /** Passes the 101 on; the peer is the tunnel's from then on. */
    static void begin(Exchange exchange, ProxyPass pass, Try peer) throws IOException, Failure {
        var head = peer.connection.head;
        exchange.status = 101;
        answer(exchange, pass, head);
        exchange.way().flush();
        exchange.upgraded = new Switched(exchange, pass, peer);
        head.settle();
        peer.connection.input.leave();
        peer.sending.close();
        peer.sending = null;
        exchange.answer.settle();
    }

    private static void answer(Exchange exchange, ProxyPass pass, Head head) throws IOException {
        var answer = exchange.answer.begin(101);
        answer.bodiless = true;
        answer.reason(head.array, head.reasonAt, head.reasonLength);
        ServerTokens.addTo(answer, exchange);
        Respond.date(answer, exchange);
        answer.connectionHere();
        int upgrade = head.find(Name.UPGRADE);
        if (upgrade >= 0) line(answer, head, upgrade);
        for (int i = 0; i < head.count(); i++) if (!pass.answers.hides(head, i)) line(answer, head, i);
        RelayedHead.sticky(answer, exchange);
        Respond.finish(answer, exchange, true);
    }

    private static void line(AnswerHead answer, Head head, int i) {
        answer.add(head.array, head.nameAt(i), head.nameLength(i), head.id(i), head.valueAt(i), head.valueLength(i));
    }

    @Override
    public void run() throws IOException {
        var client = exchange.client.duplex();
        long sent = client.sent();
        try { // what the client sent early goes up only now, after the 101
            Tunnel.run(new Tunnel.End(client, exchange.client.takeReadAhead(), exchange.settings.core.sendTimeoutMillis, 0),
                    new Tunnel.End(peer.connection.wire, ahead, pass.sendTimeoutMillis, pass.readTimeoutMillis));
        } catch (Expired late) {
            exchange.log(Severity.INFO, "upstream timed out (110: Connection timed out) while proxying upgraded connection");
        } catch (ClosedChannelException | EOFException over) { // a stream that was reset, or an end that was closed from here
            exchange.log(Severity.INFO, "connection closed while proxying upgraded connection");
            throw new ClientGone(over);
        } finally {
            exchange.bytesSent += client.sent() - sent;
            peer.end();
        }
        exchange.complete = true;
    }
}
