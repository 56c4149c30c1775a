package owlboard.proxy.dns;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import owlboard.proxy.count.Lookups.Outcome;

/** A question and the answer to it as they go over the wire (RFC 1035 §4). */
final class Message {
    static final int A = 1;
    static final int AAAA = 28;
    static final int SRV = 33;
    private static final int CNAME = 5;
    private static final int IN = 1;
    private static final int HEADER = 12;
    private static final int NAME_MAX = 253;
    private static final int LABEL_MAX = 63;
    private static final int ALIASES_MAX = 16;
    private static final String[] CODES = {"no error", "format error", "server failure", "no such name", "not implemented", "refused"};

    /** It is not the answer to this question, or none at all. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String what) {
            super(what, null, false, false);
        }
    }

    /** Whether only a part fits; ask again over TCP (RFC 1035 §4.2.1). */
    record Reply(boolean truncated, Answer answer) {}

    private Message() {}

    /** One question, recursion desired. */
    static byte[] question(int id, String name, int type) throws UnknownHostException {
        if (name.isEmpty() || name.length() > NAME_MAX) {
            throw new UnknownHostException("\"" + name + "\" is no name: 1 to " + NAME_MAX + " characters");
        }
        var out = new ByteArrayOutputStream(HEADER + name.length() + 6);
        put(out, id, 0x0100, 1, 0, 0, 0);
        for (var label : name.split("\\.")) {
            var bytes = label.getBytes(StandardCharsets.ISO_8859_1);
            if (bytes.length == 0 || bytes.length > LABEL_MAX) {
                throw new UnknownHostException("\"" + name + "\" is no name: its labels have 1 to " + LABEL_MAX + " characters");
            }
            out.write(bytes.length);
            out.writeBytes(bytes);
        }
        out.write(0);
        put(out, type, IN);
        return out.toByteArray();
    }

    private static void put(ByteArrayOutputStream out, int... shorts) {
        for (int value : shorts) {
            out.write(value >> 8);
            out.write(value);
        }
    }

    /**
     * Reads the answer to a question.
     *
     * @throws Malformed the bytes are not the answer to this question: another may still come
     * @throws UnknownHostException the server says that it does not know
     */
    static Reply reply(byte[] bytes, int length, int id, String name, int type) throws Malformed, UnknownHostException {
        var in = ByteBuffer.wrap(bytes, 0, length);
        try {
            if (unsigned(in) != id) throw new Malformed("another id");
            int flags = unsigned(in);
            int questions = unsigned(in);
            int answers = unsigned(in);
            in.position(HEADER);
            if ((flags & 0x8000) == 0 || questions != 1 || !name(in).equals(canonical(name)) || unsigned(in) != type
                    || unsigned(in) != IN) {
                throw new Malformed("another question");
            }
            int code = flags & 15;
            if (code != 0) {
                throw new LookupFailed(outcome(code), words(code) + " (" + code + ")");
            }
            if ((flags & 0x0200) != 0) return new Reply(true, null);
            return new Reply(false, answer(in, answers, canonical(name), type));
        } catch (BufferUnderflowException | IllegalArgumentException tooShort) {
            throw new Malformed("it ends too early");
        }
    }

    private static Answer answer(ByteBuffer in, int count, String asked, int type) throws Malformed, UnknownHostException {
        record Alias(String to, long seconds) {}
        record Found(InetAddress address, long seconds) {}
        Map<String, Alias> aliases = new HashMap<>();
        record Server(Service service, long seconds) {}
        Map<String, List<Found>> found = new HashMap<>();
        Map<String, List<Server>> servers = new HashMap<>();
        for (int i = 0; i < count; i++) {
            var owner = name(in);
            int kind = unsigned(in);
            int family = unsigned(in);
            long seconds = Math.max(0, in.getInt()); // the top bit set means zero (RFC 2181 §8)
            int length = unsigned(in);
            int end = in.position() + length;
            if (family == IN && kind == CNAME) {
                aliases.put(owner, new Alias(name(in), seconds));
            } else if (family == IN && kind == SRV && type == SRV) {
                var service = new Service(unsigned(in), unsigned(in), unsigned(in), name(in));
                servers.computeIfAbsent(owner, _ -> new ArrayList<>()).add(new Server(service, seconds));
            } else if (family == IN && kind == type && length == (type == A ? 4 : 16)) {
                var address = new byte[length];
                in.get(address);
                found.computeIfAbsent(owner, _ -> new ArrayList<>()).add(new Found(InetAddress.getByAddress(address), seconds));
            }
            in.position(end);
        }
        long seconds = Integer.MAX_VALUE;
        var name = asked;
        for (int hops = 0; aliases.containsKey(name); hops++) {
            if (hops == ALIASES_MAX) throw new UnknownHostException("more than " + ALIASES_MAX + " aliases");
            var alias = aliases.get(name);
            seconds = Math.min(seconds, alias.seconds);
            name = alias.to;
        }
        var addresses = new ArrayList<InetAddress>();
        for (var one : found.getOrDefault(name, List.of())) {
            seconds = Math.min(seconds, one.seconds);
            if (!addresses.contains(one.address)) addresses.add(one.address);
        }
        var services = new ArrayList<Service>();
        for (var one : servers.getOrDefault(name, List.of())) {
            seconds = Math.min(seconds, one.seconds);
            services.add(one.service);
        }
        boolean goesOn = addresses.isEmpty() && services.isEmpty() && !name.equals(asked);
        return new Answer(addresses, services, seconds, goesOn ? name : null);
    }

    private static int unsigned(ByteBuffer in) {
        return in.getShort() & 0xffff;
    }

    /** Names have no case (RFC 1035 §2.3.3), and one that ends with a dot is the same. */
    private static String canonical(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** A name, its pointers followed (RFC 1035 §4.1.4); they lead backwards only, so that they end. */
    private static String name(ByteBuffer in) throws Malformed {
        var name = new StringBuilder();
        int after = -1;
        int start = in.position();
        while (true) {
            int length = in.get() & 0xff;
            if (length == 0) break;
            if (length >= 0xc0) {
                int to = (length & 0x3f) << 8 | in.get() & 0xff;
                if (after < 0) after = in.position();
                if (to >= start) throw new Malformed("a name that points forwards");
                start = to;
                in.position(to);
                continue;
            }
            if (length > LABEL_MAX) throw new Malformed("a label of a kind that is not known");
            if (!name.isEmpty()) name.append('.');
            for (int i = 0; i < length; i++) name.append((char) (in.get() & 0xff));
            if (name.length() > NAME_MAX) throw new Malformed("a name that is too long");
        }
        if (after >= 0) in.position(after);
        return canonical(name.toString());
    }

    private static Outcome outcome(int code) {
        return code < CODES.length ? Outcome.values()[code] : Outcome.UNKNOWN;
    }

    private static String words(int code) {
        return code < CODES.length ? CODES[code] : "code " + code;
    }
}
