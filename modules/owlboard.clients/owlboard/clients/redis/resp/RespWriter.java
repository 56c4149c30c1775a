package owlboard.clients.redis.resp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes commands or replies into a stream, which should be buffered. */
public final class RespWriter {
    private static final byte[] CRLF = {'\r', '\n'};

    private final OutputStream out;
    private final int version;

    /** {@code version}: 2 or 3. */
    public RespWriter(OutputStream out, int version) {
        this.out = out;
        this.version = version;
    }

    /** The bytes of one reply. */
    public static byte[] bytes(Reply reply, int version) {
        var bytes = new ByteArrayOutputStream();
        try {
            new RespWriter(bytes, version).reply(reply);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return bytes.toByteArray();
    }

    public void command(List<byte[]> arguments) throws IOException {
        head('*', arguments.size());
        for (var argument : arguments) bulk(argument);
    }

    public void reply(Reply reply) throws IOException {
        switch (reply) {
            case Reply.Status status -> line('+', status.line());
            case Reply.Failure failure -> line('-', failure.line().replace('\r', ' ').replace('\n', ' '));
            case Reply.Number number -> head(':', number.value());
            case Reply.Bulk bulk -> bulk(bulk.bytes());
            case Reply.Items items -> list('*', items.list().size(), items.list());
            case Reply.Pairs pairs -> list(version == 3 ? '%' : '*', version == 3 ? pairs.list().size() / 2 : pairs.list().size(),
                    pairs.list());
            case Reply.Couples couples -> couples(couples.list());
            case Reply.Unordered set -> list(version == 3 ? '~' : '*', set.list().size(), set.list());
            case Reply.Push push -> list(version == 3 ? '>' : '*', push.list().size(), push.list());
            case Reply.Real real -> {
                if (version == 3) line(',', Numbers.text(real.value()));
                else bulk(Numbers.text(real.value()).getBytes(StandardCharsets.ISO_8859_1));
            }
            case Reply.Flag flag -> {
                if (version == 3) line('#', flag.value() ? "t" : "f");
                else head(':', flag.value() ? 1 : 0);
            }
            case Reply.Nothing nothing -> {
                if (version == 3) line('_', "");
                else head(nothing == Reply.Nothing.ARRAY ? '*' : '$', -1);
            }
        }
    }

    private void couples(List<Reply> list) throws IOException {
        head('*', version == 3 ? list.size() / 2 : list.size());
        for (int i = 0; i < list.size(); i++) {
            if (version == 3 && i % 2 == 0) head('*', 2);
            reply(list.get(i));
        }
    }

    private void list(char kind, int count, List<Reply> list) throws IOException {
        head(kind, count);
        for (var element : list) reply(element);
    }

    private void bulk(byte[] bytes) throws IOException {
        head('$', bytes.length);
        out.write(bytes);
        out.write(CRLF);
    }

    private void head(char kind, long number) throws IOException {
        line(kind, Long.toString(number));
    }

    private void line(char kind, String text) throws IOException {
        out.write(kind);
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.write(CRLF);
    }
}
