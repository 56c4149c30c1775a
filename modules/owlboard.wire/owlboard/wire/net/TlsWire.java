package owlboard.wire.net;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import owlboard.wire.loop.Offload;

/**
 * A connection under TLS. Handshake tasks (signatures, key agreement, path validation) leave the loop. Buffers are held only while bytes
 * wait in them.
 */
public final class TlsWire extends Wire {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final String IGNORED_BY_SERVERS = "jdk.tls.server.disableExtensions";

    /**
     * To be called before the first {@code SSLContext} of the process is made. The JDK's server refuses a handshake whose server name has
     * an underscore, as names of containers do; {@link #accept} reads that name itself, so the JDK need not look at it. The launcher sets
     * the same property.
     */
    public static void prepare() {
        if (System.getProperty(IGNORED_BY_SERVERS) == null) System.setProperty(IGNORED_BY_SERVERS, "server_name");
    }

    /**
     * Shakes hands in memory, so that the JDK's TLS classes are ready before a loop needs them (the first use takes hundreds of
     * milliseconds). {@code servers} needs a key; whether the handshake succeeds does not matter. Not on a loop.
     */
    public static void warmUp(SSLContext servers, SSLContext clients) {
        var server = servers.createSSLEngine();
        server.setUseClientMode(false);
        var client = clients.createSSLEngine();
        client.setUseClientMode(true);
        var toServer = ByteBuffer.allocate(1 << 16);
        var toClient = ByteBuffer.allocate(1 << 16);
        var plain = ByteBuffer.allocate(1 << 16);
        try {
            for (int round = 0; round < 20; round++) {
                step(client, toServer, toClient, plain.clear());
                step(server, toClient, toServer, plain.clear());
            }
        } catch (SSLException refused) {
            return; // the classes are loaded all the same
        }
    }

    private static void step(SSLEngine engine, ByteBuffer out, ByteBuffer in, ByteBuffer plain) throws SSLException {
        engine.wrap(NOTHING.duplicate(), out);
        engine.unwrap(in.flip(), plain);
        in.compact();
        for (Runnable task; (task = engine.getDelegatedTask()) != null; ) task.run();
    }

    /** What a handshake under way takes of the heap (20 KB were measured); it counts as kept. */
    private static final int HANDSHAKE = 24 << 10;
    /** A record with the longest handshake message that fits into one (RFC 8446 §5.1). */
    private static final int HELLO_MAX = ClientHello.RECORD_HEADER + (16 << 10);

    private final SSLEngine engine;
    private ClientHello.Offer offer = ClientHello.Offer.NONE;
    /** Of the server's side. */
    private short group;
    /** While it shakes hands there; else null. */
    private AgreedGroup agreed;
    /** Records not yet decrypted, in filling mode; null when there are none. */
    private ByteBuffer encrypted;
    /** Plaintext that the reader had no room for, in draining mode; null when there is none. */
    private ByteBuffer decrypted;
    /** Records not yet sent, in draining mode; null when there are none. */
    private ByteBuffer outgoing;
    /** A thread makes records, in which the engine may let others in: theirs must not leave before. */
    private boolean wrapping;
    /** Whether {@link #encrypted} may hold a whole record. */
    private boolean undecoded;
    private boolean ended;
    private boolean cut;
    /** The first handshake is over. */
    private boolean shaken;
    private int recordMost = Integer.MAX_VALUE;

    private TlsWire(PlainWire plain, SSLEngine engine, ByteBuffer first) {
        super(plain);
        this.engine = engine;
        encrypted = first;
        undecoded = first != null;
        deadlineAt(plain.deadline());
    }

    /**
     * The server's side: reads the ClientHello, asks {@code engineFor} with what it says for an engine in server mode,
     * and shakes hands. The plain wire's deadline holds. Without an engine (null) the client gets the alert unrecognized_name, and the
     * caller an {@link SSLException}.
     */
    public static TlsWire accept(PlainWire plain, Function<Greeting, SSLEngine> engineFor) throws IOException {
        plain.begins();
        plain.awaitReadable();
        plain.awaitRoom(HANDSHAKE, false);
        plain.keep(HANDSHAKE);
        var hello = hello(plain);
        TlsWire wire = null;
        try {
            var message = ClientHello.message(hello);
            if (ClientHello.isBroken(message)) throw refusal(plain, Alert.DECODE_ERROR);
            var engine = engineFor.apply(ClientHello.greeting(message));
            if (engine == null) throw refusal(plain, Alert.UNRECOGNIZED_NAME);
            wire = new TlsWire(plain, engine, hello);
            wire.offer = ClientHello.offer(message);
        } finally {
            if (wire == null) plain.loop.buffers.give(hello);
        }
        wire.isSlow();
        wire.agreed = new AgreedGroup();
        wire.shakeHands();
        wire.group = wire.agreed.number();
        wire.agreed = null;
        wire.keepLess(HANDSHAKE);
        wire.finishes();
        return wire;
    }

    /** The records of the first message, in a lent buffer. What comes in pieces lies in an array of its size meanwhile, and counts. */
    private static ByteBuffer hello(PlainWire plain) throws IOException {
        var part = new byte[0];
        while (true) {
            if (!plain.isReadable()) {
                if (part.length > 0) plain.isSlow();
                plain.awaitReadable();
            }
            var hello = plain.loop.buffers.takeDirect().put(part);
            boolean whole = false;
            try {
                if (plain.readNow(hello) < 0) throw new EOFException("the client closed before its TLS handshake");
                plain.keepLess(part.length);
                if (hello.position() > 0 && !ClientHello.looksLikeTls(hello.get(0))) throw new NotTls(bytes(hello));
                boolean hasLength = hello.position() >= ClientHello.RECORD_HEADER;
                if (hasLength && ClientHello.firstRecordLength(hello) > HELLO_MAX) throw refusal(plain, Alert.RECORD_OVERFLOW);
                whole = ClientHello.message(hello) != null;
                if (whole) return hello;
                part = bytes(hello);
                plain.keep(part.length);
            } finally {
                if (!whole) plain.loop.buffers.give(hello);
            }
        }
    }

    private static byte[] bytes(ByteBuffer filled) {
        var bytes = new byte[filled.position()];
        filled.get(0, bytes);
        return bytes;
    }

    /** Alerts (RFC 8446 §6) that are due before there is an engine to write them. */
    private enum Alert {
        RECORD_OVERFLOW(22), DECODE_ERROR(50), UNRECOGNIZED_NAME(112);

        final byte number;

        Alert(int number) {
            this.number = (byte) number;
        }
    }

    /** The client is told, as far as its kernel takes it at once. */
    private static SSLException refusal(PlainWire plain, Alert alert) {
        try {
            plain.writeNow(ByteBuffer.wrap(new byte[] {21, 3, 3, 0, 2, 2, alert.number}));
        } catch (IOException peerIsGone) {
            // Then nobody is there to be told.
        }
        return new SSLException("handshake refused: " + alert.name().toLowerCase(Locale.ROOT));
    }

    /**
     * The client's side, with an engine in client mode. The plain wire's deadline holds. What the peer sent before the handshake is not
     * taken for an answer (CVE-2026-1642): it breaks the handshake.
     */
    public static TlsWire connect(PlainWire plain, SSLEngine engine) throws IOException {
        return new TlsWire(plain, engine, null).shakeHands();
    }

    /** Of the server's side: the suites that the client offers, by their numbers of IANA. Not to be changed. */
    public short[] offeredSuites() {
        return offer.suites();
    }

    /** Likewise its groups. */
    public short[] offeredGroups() {
        return offer.groups();
    }

    /** Likewise the group of the key agreement; 0: there is none, as where a session of TLS 1.2 goes on. */
    public short agreedGroup() {
        return group;
    }

    public SSLSession session() {
        return engine.getSession();
    }

    /** What was agreed by ALPN; empty when nothing was. */
    public String applicationProtocol() {
        var protocol = engine.getApplicationProtocol();
        return protocol == null ? "" : protocol;
    }

    private TlsWire shakeHands() throws IOException {
        try {
            engine.beginHandshake();
            while (true) {
                switch (engine.getHandshakeStatus()) {
                    case NEED_TASK -> runTasks();
                    case NEED_WRAP -> write(NOTHING.duplicate());
                    case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                        if (!isReadable()) awaitReadable();
                        decryptIntoSpare();
                        if (ended) throw new EOFException("the peer closed during the TLS handshake");
                    }
                    case FINISHED, NOT_HANDSHAKING -> {
                        shaken = true;
                        return this;
                    }
                }
            }
        } catch (IOException | RuntimeException failure) {
            if (failure instanceof SSLException) sayWhy(); // a task of the engine failed, or a write
            close();
            throw failure;
        }
    }

    /** The alert that the engine has ready: without it the peer only sees a close. */
    private void sayWhy() {
        try {
            writeNow(NOTHING.duplicate());
        } catch (IOException peerIsGone) {
            // Then nobody is there to be told.
        }
    }

    private void runTasks() throws IOException {
        Offload.call(() -> {
            for (Runnable task; (task = engine.getDelegatedTask()) != null; ) task.run();
            return null;
        });
        loop.refreshNow();
    }

    private void decryptIntoSpare() throws IOException {
        var spare = loop.buffers.takeDirect();
        int count = decrypt(spare);
        if (spare.flip().hasRemaining() && count > 0) decrypted = spare;
        else loop.buffers.give(spare);
    }

    @Override
    public boolean isReadable() {
        return decrypted != null || undecoded || ended || super.isReadable();
    }

    @Override
    public int readNow(ByteBuffer into) throws IOException {
        return received(decrypted != null ? drain(into) : decrypt(into));
    }

    private int drain(ByteBuffer into) {
        int count = Math.min(into.remaining(), decrypted.remaining());
        into.put(into.position(), decrypted, decrypted.position(), count);
        into.position(into.position() + count);
        decrypted.position(decrypted.position() + count);
        if (!decrypted.hasRemaining()) {
            loop.buffers.give(decrypted);
            decrypted = null;
        }
        return count;
    }

    /** Decrypts what is there into {@code into}: the count, 0 when that takes more bytes from the peer, -1 at the end. */
    private int decrypt(ByteBuffer into) throws IOException {
        int before = into.position();
        while (!ended) {
            if (!undecoded && !fetch()) break;
            var records = encrypted.flip();
            encrypted = null; // who closes while the engine waits does not lend it to others
            SSLEngineResult result;
            try {
                result = engine.unwrap(records, into);
            } catch (SSLException refused) {
                sayWhy();
                throw refused;
            } finally {
                encrypted = records.compact();
            }
            switch (result.getStatus()) {
                case BUFFER_UNDERFLOW -> {
                    undecoded = false;
                    release();
                }
                case BUFFER_OVERFLOW -> {
                    if (into.position() > before) return into.position() - before;
                    return decryptBeside(into);
                }
                case CLOSED -> ended = true;
                case OK -> undecoded = records.position() > 0;
            }
            release();
            if (shaken && result.getStatus() == Status.OK && handshaking() && !engine.getSession().getProtocol().equals("TLSv1.3")) {
                throw new SSLException("renegotiation refused");
            }
            if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) runTasks();
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && result.getStatus() != Status.CLOSED) write(NOTHING.duplicate());
            if (result.getHandshakeStatus() == HandshakeStatus.FINISHED || handshaking()) return into.position() - before;
            if (!into.hasRemaining()) return into.position() - before;
        }
        if (into.position() > before) return into.position() - before;
        return ended ? -1 : 0;
    }

    @Override
    public boolean wasCut() {
        return cut;
    }

    private boolean handshaking() {
        return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING && engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP;
    }

    /** The reader's buffer is too small for the next record: decrypt it into one of ours and hand out a part. */
    private int decryptBeside(ByteBuffer into) throws IOException {
        var spare = loop.buffers.takeDirect();
        int count = decrypt(spare);
        spare.flip();
        if (count <= 0) {
            loop.buffers.give(spare);
            return count;
        }
        decrypted = spare;
        return drain(into);
    }

    private boolean fetch() throws IOException {
        if (!super.isReadable()) return false;
        if (encrypted == null) encrypted = loop.buffers.takeDirect();
        int count = socketRead(encrypted);
        if (count < 0) {
            ended = true; // without close_notify as well: lengths tell whether a message was whole
            cut = true;
            release();
            return false;
        }
        if (count == 0) {
            release();
            return false;
        }
        undecoded = true;
        return true;
    }

    private void release() {
        if (encrypted == null || encrypted.position() > 0) return;
        loop.buffers.give(encrypted);
        encrypted = null;
        undecoded = false;
    }

    /** Not through the loop's scratch buffer: the engine may wait, for random numbers that other loops draw, too. */
    @Override
    public void write(byte[] from, int at, int length) throws IOException {
        write(ByteBuffer.wrap(from, at, length));
    }

    @Override
    public int writeNow(ByteBuffer from) throws IOException {
        if (hasUnsent()) {
            flushNow();
            if (hasUnsent()) return 0;
        }
        int before = from.position();
        var records = loop.buffers.takeDirect();
        wrapping = true;
        try {
            do {
                var result = wrap(from, records);
                if (result.getStatus() == Status.CLOSED && from.hasRemaining()) {
                    loop.buffers.give(records);
                    throw new IOException("TLS connection is closed");
                }
                if (result.getStatus() != Status.OK) break; // no room for one more record
            } while (from.hasRemaining() || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
        } finally {
            wrapping = false;
        }
        if (agreed != null) agreed.sees(records);
        outgoing = records.flip();
        flushNow();
        return sent(from.position() - before);
    }

    private SSLEngineResult wrap(ByteBuffer from, ByteBuffer records) throws SSLException {
        int end = from.limit();
        if (from.remaining() > recordMost) from.limit(from.position() + recordMost);
        try {
            return engine.wrap(from, records);
        } finally {
            from.limit(end);
        }
    }

    /** From now on no record carries more than so many bytes, 1 at least; the protocol's own bound, 16 KB, holds anyway. */
    public void recordsOf(int bytes) {
        recordMost = bytes;
    }

    @Override
    public boolean hasUnsent() {
        return outgoing != null || wrapping;
    }

    @Override
    public void flushNow() throws IOException {
        while (outgoing != null && outgoing.hasRemaining()) {
            if (socketWrite(outgoing) == 0) return;
        }
        if (outgoing != null) {
            loop.buffers.give(outgoing);
            outgoing = null;
        }
    }

    @Override
    public void shutdownOutput() throws IOException {
        engine.closeOutbound();
        writeNow(NOTHING.duplicate());
    }

    @Override
    void farewell() throws IOException {
        try {
            if (!engine.isOutboundDone() && outgoing == null && engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
                shutdownOutput();
            }
        } finally {
            giveBack();
        }
    }

    private void giveBack() {
        if (encrypted != null) loop.buffers.give(encrypted);
        if (decrypted != null) loop.buffers.give(decrypted);
        if (outgoing != null) loop.buffers.give(outgoing);
        encrypted = decrypted = outgoing = null;
        undecoded = false;
    }
}
