package owlboard.proxy.status;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import owlboard.json.JsonText;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.upstream.Group;
import owlboard.proxy.upstream.Groups;
import owlboard.proxy.upstream.Peer;

/** {@code POST}, {@code PATCH}, {@code DELETE} of servers of an upstream: what its block says holds no longer, until it is read again. */
final class ServerChange {
    private static final int BODY_MOST = 64 << 10;

    private final Exchange exchange;
    private final Group group;

    /** {@code part}: {@code http} or {@code stream}. */
    ServerChange(Exchange exchange, String part, String upstream) throws Tree.Missing {
        this.exchange = exchange;
        var groups = Tree.part(exchange, part).get(Groups.SLOT);
        group = groups.all().stream().filter(each -> each.name.equals(upstream)).findFirst()
                .orElseThrow(() -> new Tree.Missing("UpstreamNotFound", "upstream not found"));
        if (!groups.isDeclared(upstream)) throw new Tree.Missing("UpstreamStatic", "upstream is static");
    }

    /** Returns the number of the server that was made. */
    int add() throws Failure, IOException, Tree.Missing {
        var draft = new ServerDraft();
        draft.take(members(), true);
        var line = draft.line(group.roster.hasResolver());
        try {
            return group.roster.add(line);
        } catch (IOException unwritten) {
            throw notKept(unwritten);
        }
    }

    void remove(String id) throws Tree.Missing {
        int number = number(id);
        try {
            remove(id, number);
        } catch (IOException unwritten) {
            throw notKept(unwritten);
        }
    }

    private void remove(String id, int number) throws IOException, Tree.Missing {
        switch (group.roster.remove(number)) {
            case DONE -> {}
            case NOT_THERE -> throw missing(id);
            case IMMUTABLE -> throw new Tree.Missing("UpstreamServerImmutable", "server \"" + id + "\" not removable");
        }
    }

    void change(String id) throws Failure, IOException, Tree.Missing {
        int number = number(id);
        var members = members();
        var state = group.state(Peer.seconds(exchange.loop().now()));
        var peer = state.peers().stream().filter(each -> each.id().own() == number).findFirst();
        var parent = state.parents().stream().filter(each -> each.id() == number).findFirst();
        if (peer.isEmpty() && parent.isEmpty()) throw missing(id);
        var draft = parent.isPresent() ? ServerDraft.of(parent.get().declared())
                : new ServerDraft(UpstreamTree.server(peer.get()), peer.get().backup(), peer.get().declared());
        var before = draft.server();
        draft.take(members, false);
        try {
            change(id, draft, before);
        } catch (IOException unwritten) {
            throw notKept(unwritten);
        }
    }

    private void change(String id, ServerDraft draft, String before) throws IOException, Tree.Missing {
        int number = number(id);
        if (draft.server().equals(before)) {
            if (!group.roster.declare(number, draft.declared())) throw missing(id);
            return;
        }
        var immutable = new Tree.Missing("UpstreamServerImmutable", "server \"" + id + "\" address is immutable");
        if (!ServerDraft.isLiteral(draft.server()) || !group.roster.replace(number, draft.line(false))) throw immutable;
    }

    /** The file of {@code state} is as it was, and so are the servers. */
    private static Tree.Missing notKept(IOException unwritten) {
        return new Tree.Missing("UpstreamStateNotKept", unwritten.getMessage());
    }

    private static int number(String id) throws Tree.Missing {
        if (!id.matches("\\d{1,9}")) throw new Tree.Missing("UpstreamBadServerId", "invalid server ID");
        return Integer.parseInt(id);
    }

    private static Tree.Missing missing(String id) {
        return new Tree.Missing("UpstreamServerNotFound", "server with ID \"" + id + "\" does not exist");
    }

    private Map<String, JsonText.Value> members() throws Failure, IOException, Tree.Missing {
        var body = RequestBody.of(exchange);
        body.readAll();
        var text = body.text();
        if (text == null || text.length() > BODY_MOST) throw new Tree.Missing("BodyReadError", "the body is too large");
        try {
            return JsonText.object(text.getBytes(StandardCharsets.ISO_8859_1)).members();
        } catch (JsonText.Broken broken) {
            throw new Tree.Missing("JsonError", "could not parse JSON: " + broken.getMessage());
        }
    }
}
