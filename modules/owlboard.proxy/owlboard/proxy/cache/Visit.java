package owlboard.proxy.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import owlboard.config.directive.PassingCache.Stale;
import owlboard.config.language.Units;
import owlboard.proxy.exchange.Caching;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.Outgoing;
import owlboard.proxy.exchange.Subrequest;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.forward.Forward;
import owlboard.proxy.forward.ProxyPass;
import owlboard.proxy.forward.Slicing;
import owlboard.proxy.forward.StoredAnswer;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.respond.Respond;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;
import owlboard.wire.loop.Offload;

/** One exchange at a cache: what is found for it, whether the upstream is asked, and what becomes of that answer. */
final class Visit implements Caching {
    /** A number that has more of them is none here, but it is beyond every offset. */
    private static final int OFFSET_DIGITS = 18;

    private final Exchange exchange;
    private final ProxyPass pass;
    private final CacheRules rules;
    private final Zone zone;
    private final String key;
    /** Null: it is stored whole. */
    private final Slices slices;
    /** What the client says of caching; it is no word to what is asked for beside its request. */
    private final CacheControl asks;
    private Status status;
    /** What is stored under the key itself, for this kind of request or for another one. */
    private Stored main;
    /** What is stored for this kind of request, fresh or not. */
    private Stored stored;
    /** Under which it would be stored, as far as is known before the answer comes. */
    private String variant = "";
    private Node node;
    private boolean locks;
    private boolean updates;
    private boolean stores;
    private boolean revalidates;
    private boolean invalidates;
    /** A 304 was about something else: it is to be asked for once more, without conditions. */
    private boolean asksAgain;
    private boolean hasAskedAgain;
    private long sentMillis;

    // For Cache-Status.

    /** The client wanted it asked for although it is fresh. */
    private boolean wished;
    private boolean asked;
    /** It waited for another one's answer. */
    private boolean collapsed;
    private int upstreamStatus;

    private Fill fill;
    /** What answers instead of the upstream's answer. */
    private Stored instead;
    /** Writes a {@link #instead} that has new terms to the disk. */
    private Runnable renewal = () -> {};

    private Verdict verdict = Verdict.DONE;

    Visit(Exchange exchange, ProxyPass pass, CacheRules rules, Zone zone) throws Failure {
        this.exchange = exchange;
        this.pass = pass;
        this.rules = rules;
        this.zone = zone;
        key = rules.key(exchange, pass);
        slices = Slices.of(exchange, pass, rules, zone, key);
        boolean isClients = exchange.parent == null || Slicing.isPart(exchange);
        asks = isClients && exchange.head.has(Name.CACHE_CONTROL) ? CacheControl.of(exchange.head) : null;
        exchange.caching = this;
    }

    /** What came of it. */
    Verdict verdict() {
        return verdict;
    }

    private long millis() {
        return exchange.loop().wallMillis();
    }

    // What is stored.

    /** Null: nothing for this kind of request. */
    private Stored find() {
        long second = millis() / 1000;
        variant = "";
        main = zone.inMemory(key, second);
        if (main == null) main = zone.onDisk(Key.of(key), key, key, second);
        if (main != null && slices != null && !slices.has(main, second)) main = null;
        if (main == null) return null;
        var label = main.label();
        variant = Variant.of(label.vary(), exchange.head);
        if (variant.equals(label.variant())) {
            variant = "";
            return usable(main);
        }
        var name = Fill.name(key, variant);
        var other = zone.inMemory(name, second);
        if (other == null) other = zone.onDisk(Key.of(key, variant), name, key, second);
        if (other == null || other.label().family() != label.family()) return null;
        return Variant.of(other.label().vary(), exchange.head).equals(other.label().variant()) ? usable(other) : null;
    }

    private Stored usable(Stored found) {
        return found.label().headOnly() && !exchange.is(Methods.HEAD) ? null : found;
    }

    private Node enter() {
        if (slices != null) slices.enter(millis() / 1000);
        return zone.enter(Key.of(key, variant), millis() / 1000);
    }

    // The ways of a request.

    void run() throws Failure, IOException {
        var found = find();
        if (found != null && slices != null && wantsNoQuestion() && !hasOthers(found)) throw Failure.client(504, null);
        if (found == null) miss();
        else if (!found.terms().isFresh(millis())) stale(found);
        else if (isTaken(found.terms())) use(Status.HIT, found);
        else again(found);
    }

    /** Whether all parts are there that follow this one. */
    private boolean hasOthers(Stored first) throws Failure {
        long second = millis() / 1000;
        for (var other : Slicing.others(exchange, first.head(), () -> rules.key(exchange, pass))) {
            var part = zone.inMemory(other, second);
            if (part == null) part = zone.onDisk(Key.of(other), other, other, second);
            if (part == null || !slices.has(part, second) || !part.terms().isFresh(millis())) return false;
        }
        return true;
    }

    private boolean isTaken(Terms terms) {
        if (!rules.reloads || asks == null) return true;
        long age = terms.ageAt(millis());
        return asks.takes(age, terms.lifetimeMillis() - age, terms.rule() == Terms.Rule.IMMUTABLE);
    }

    /** The client wants it asked for although it is fresh. */
    private void again(Stored found) throws Failure, IOException {
        if (wantsNoQuestion()) throw Failure.client(504, null);
        node = enter();
        wished = true;
        stored = found;
        expired();
    }

    private void use(Status how, Stored found) throws Failure, IOException {
        status = how;
        stored = found;
        StoredBody body;
        try {
            body = StoredBody.of(zone, found, !exchange.is(Methods.HEAD), millis());
        } catch (IOException vanished) {
            var newer = vanished instanceof EntryFile.Broken ? find() : null;
            if (newer != null && newer.checksum() != found.checksum()) {
                use(how, newer);
                return;
            }
            zone.forgetFile(Key.ofHex(found.file().getFileName().toString()));
            stored = null;
            miss();
            return;
        }
        try (body) {
            if (slices != null) Slicing.belongs(exchange, found.label().family());
            verdict = StoredAnswer.send(exchange, pass, found.head(), ageSeconds(), body);
        }
    }

    private void miss() throws Failure, IOException {
        status = Status.MISS;
        instead = null;
        revalidates = false;
        if (wantsNoQuestion()) throw Failure.client(504, null);
        node = enter();
        stores = node.uses >= rules.minUses && !isFarPart();
        if (!stores || !rules.locks || lock()) fetch();
    }

    /** {@code only-if-cached} (RFC 9111 §5.2.1.7): what is stored, or 504. */
    private boolean wantsNoQuestion() {
        return asks != null && asks.onlyIfCached;
    }

    /** Waits for another one's answer to the same question. False: it has answered this one, too. */
    private boolean lock() throws Failure, IOException {
        long until = rules.lockEnd();
        while (true) {
            boolean taken = zone.take(node, rules.lockAgeMillis);
            if (!taken) {
                if (zone.isUnstorable(node)) return true;
                if (System.nanoTime() - until >= 0) {
                    stores = false;
                    return true;
                }
                zone.await(node, until);
                collapsed = true;
            }
            var kind = variant;
            var found = find(); // who had it may have stored it since it was looked for
            boolean isFresh = found != null && found.terms().isFresh(millis());
            if (taken && !isFresh && variant.equals(kind)) {
                locks = true;
                return true;
            }
            if (taken) zone.release(node, false);
            if (isFresh) {
                collapsed = !taken || collapsed;
                use(Status.HIT, found);
                return false;
            }
            node = enter();
        }
    }

    private void stale(Stored found) throws Failure, IOException {
        long now = millis();
        boolean mayWait = found.terms().mayBeUsedWhileUpdated(now, rules.usesStale(Stale.UPDATING));
        if (isTakenStale(found.terms(), now) || mayWait && wantsNoQuestion()) {
            use(Status.STALE, found);
            return;
        }
        if (wantsNoQuestion()) throw Failure.client(504, null);
        node = enter();
        boolean first = zone.beginUpdate(node);
        if (!first && mayWait) {
            use(Status.UPDATING, found);
            return;
        }
        var renewed = first ? renewed() : null;
        if (renewed != null) {
            zone.endUpdate(node);
            use(Status.HIT, renewed);
            return;
        }
        if (first && mayWait && (rules.updatesBehind || found.terms().asksToBeUsed(now) && !rules.saysHowToUpdate)) {
            var update = node;
            var of = main;
            var ofVariant = variant;
            var range = Slicing.range(exchange); // this exchange may ask for another one when the child begins
            Subrequest.beside(exchange, child -> {
                Slicing.renews(child, range);
                new Visit(child, pass, rules, zone).renew(found, of, ofVariant, update);
            });
            use(Status.STALE, found);
            return;
        }
        updates = first;
        stored = found;
        expired();
    }

    /** {@code max-stale}; not where the upstream forbids it, {@code s-maxage} included (RFC 9111 §5.2.2.10). */
    private boolean isTakenStale(Terms terms, long now) {
        return rules.reloads && asks != null && terms.mayBeStale() && asks.takesStale(terms.ageAt(now), terms.staleMillis(now));
    }

    /** Somebody else may have been done with it between the look at it and the turn; null: nobody was. */
    private Stored renewed() {
        var there = zone.inMemory(Fill.name(key, variant), millis() / 1000);
        boolean isThere = there != null && there.terms().isFresh(millis()) && (slices == null || slices.has(there, millis() / 1000));
        return isThere ? usable(there) : null;
    }

    /** In the background, for a client that got the stale one. */
    private void renew(Stored found, Stored of, String ofVariant, Node update) throws Failure, IOException {
        stored = found;
        main = of;
        variant = ofVariant;
        node = update;
        if (slices != null) slices.enter(millis() / 1000);
        updates = true;
        expired();
    }

    private void expired() throws Failure, IOException {
        status = Status.EXPIRED;
        stores = true;
        revalidates = rules.revalidates && (stored.validTag() != null || stored.validDate() != null);
        if (isFarPart()) stores = revalidates = false;
        fetch();
    }

    /** {@code proxy_cache_bypass}: the upstream answers, and its answer is stored. */
    void bypass() throws Failure, IOException {
        status = Status.BYPASS;
        find();
        node = enter();
        stores = true;
        fetch();
    }

    /** A method whose answers are not stored. One that may change the resource ends what is stored of it (RFC 9111 §4.4). */
    void pass() throws Failure, IOException {
        invalidates = !Methods.isSafe(exchange.method);
        verdict = Forward.run(exchange, pass);
    }

    void purge() throws Failure, IOException {
        boolean found = key.endsWith("*") ? zone.purge(key.substring(0, key.length() - 1)) : drop(key);
        found |= slices != null && dropParts(slices.resource);
        if (found) Respond.send(exchange, 204, null, new byte[0], null);
        else verdict = Verdict.refused(404, null);
    }

    private boolean drop(String which) {
        return drop(Key.of(which));
    }

    private boolean dropParts(String resource) {
        return drop(Slices.key(resource));
    }

    private boolean drop(Key dropped) {
        return zone.mayHave(dropped) && Offload.<Boolean, RuntimeException>call(() -> zone.drop(dropped));
    }

    /** {@code proxy_cache_max_range_offset}: a part that begins far behind is fetched for itself. */
    private boolean isFarPart() {
        if (rules.rangeOffsetMax == Long.MAX_VALUE) return false;
        int line = exchange.head.find(Name.RANGE);
        if (line < 0) return false;
        if (rules.rangeOffsetMax == 0) return true;
        var text = exchange.head.value(line);
        if (!text.regionMatches(true, 0, "bytes=", 0, 6)) return false;
        var first = text.substring(6).strip().split("-", 2)[0].strip();
        if (first.isEmpty()) return true;
        var offset = Units.number(first);
        return offset.isPresent() ? offset.getAsLong() >= rules.rangeOffsetMax : first.length() > OFFSET_DIGITS;
    }

    // Asking the upstream.

    private void fetch() throws Failure, IOException {
        try {
            do {
                asksAgain = false;
                asked = true;
                sentMillis = System.currentTimeMillis();
                verdict = Forward.run(exchange, pass);
            } while (asksAgain);
        } catch (Failure failure) {
            if (exchange.headSent || !isForgiven(failure)) throw failure;
            instead = stored;
            status = Status.STALE;
        } finally {
            if (fill != null) fill.abandon();
            release(false);
            if (updates) zone.endUpdate(node);
        }
        if (instead == null) return;
        try {
            use(status, instead);
        } finally {
            renewal.run();
        }
    }

    private void release(boolean unstorable) {
        if (locks) zone.release(node, unstorable);
        locks = false;
    }

    /** {@code proxy_cache_use_stale}, {@code stale-if-error}: what is stored answers for an upstream that cannot. */
    private boolean isForgiven(Failure failure) {
        if (stored == null || failure.side != Failure.Side.UPSTREAM) return false;
        var cause = failure.getCause() instanceof Failure why ? why : failure;
        var what = switch (cause.kind) {
            case TIMEOUT -> Stale.TIMEOUT;
            case INVALID_HEADER -> Stale.INVALID_HEADER;
            case STATUS -> kind(cause.status);
            default -> Stale.ERROR;
        };
        return standsIn(what != null && rules.usesStale(what));
    }

    /** Whether what is stored may answer for an upstream that cannot; {@code configured}: the file says so of this failure. */
    private boolean standsIn(boolean configured) {
        long now = millis();
        var terms = stored.terms();
        boolean wanted = rules.reloads && asks != null && terms.mayBeStale() && asks.takesForError(terms.staleMillis(now));
        return wanted || terms.mayBeUsedForError(now, configured);
    }

    @Override
    public boolean asksForAll() {
        return stores;
    }

    @Override
    public boolean asksWithGet() {
        return stores && rules.convertsHead && exchange.is(Methods.HEAD);
    }

    @Override
    public void addConditions(Bytes head) {
        if (!revalidates) return;
        if (stored.validTag() != null) head.add("If-None-Match: ").add(stored.validTag()).addCrlf();
        if (stored.validDate() != null) head.add("If-Modified-Since: ").add(stored.validDate()).addCrlf();
    }

    @Override
    public boolean replaces(Head answer) {
        if (invalidates && answer.status < 400) invalidate(answer);
        upstreamStatus = answer.status;
        boolean ofHead = answer.status == 200 && pass.sendsHead(exchange) && Stored.isComparable(answer);
        if (ofHead) compareWithGet(answer);
        if (stored == null) return false;
        if (revalidates && answer.status == 304) return revalidated(answer);
        if (hasAskedAgain && answer.status == 304) return insisted();
        if (ofHead && !stored.label().headOnly()) return renewsByHead(answer);
        var what = kind(answer.status);
        boolean configured = what != null && rules.usesStale(what);
        boolean failed = answer.status >= 500 && answer.status <= 504 && answer.status != 501;
        if (!configured && !failed || !standsIn(configured)) return false;
        status = Status.STALE;
        instead = stored;
        return true;
    }

    private void invalidate(Head answer) {
        new Invalidation(exchange, answer, this::keyOf).run(this::drop);
        if (slices != null) new Invalidation(exchange, answer, this::resourceOf).run(this::dropParts);
    }

    private String resourceOf(byte[] method) {
        try {
            return Slicing.ofAll(exchange, () -> keyOf(method));
        } catch (Failure impossible) {
            return slices.resource;
        }
    }

    /** An answer to HEAD tells whether what GET has stored is still the same (RFC 9111 §4.3.5): that is renewed, or ends. */
    private boolean renewsByHead(Head answer) {
        if (stored.isDescribedBy(answer)) return revalidated(answer);
        drop(key);
        return false;
    }

    /** The same for what has a key of its own. */
    private void compareWithGet(Head answer) {
        var other = keyOf(Methods.GET);
        if (other.equals(key)) return;
        long second = millis() / 1000;
        var found = zone.inMemory(other, second);
        if (found == null) found = zone.onDisk(Key.of(other), other, other, second);
        if (found == null || !Variant.of(found.label().vary(), exchange.head).equals(found.label().variant())) return;
        try {
            var update = found.isDescribedBy(answer) ? update(found, answer, System.currentTimeMillis()) : null;
            boolean ends = update == null || update.terms == null && !rules.isAuthorized(exchange);
            if (ends) drop(other);
            else if (update.terms != null) renewed(zone.enter(Key.of(other), second), other, found.with(update.terms, update.head));
            renewal.run();
            renewal = () -> {};
        } catch (BadMessage odd) {
            drop(other);
        }
    }

    private String keyOf(byte[] method) {
        var own = exchange.method;
        exchange.method = method;
        try {
            return rules.key(exchange, pass);
        } catch (Failure impossible) {
            return key;
        } finally {
            exchange.method = own;
        }
    }

    private static Stale kind(int status) {
        return switch (status) {
            case 500 -> Stale.HTTP_500;
            case 502 -> Stale.HTTP_502;
            case 503 -> Stale.HTTP_503;
            case 504 -> Stale.HTTP_504;
            case 403 -> Stale.HTTP_403;
            case 404 -> Stale.HTTP_404;
            case 429 -> Stale.HTTP_429;
            default -> null;
        };
    }

    /** What is stored is still good (RFC 9111 §4.3.3, §4.3.4); always true: it answers, or it is asked for again. */
    private boolean revalidated(Head answer) {
        if (!stored.isConfirmedBy(answer)) {
            revalidates = false;
            asksAgain = hasAskedAgain = true;
            return true;
        }
        status = Status.REVALIDATED;
        long now = System.currentTimeMillis();
        try {
            var update = update(stored, answer, now);
            if (update.terms == null && !rules.isAuthorized(exchange)) drop(key); // what one user is told ends nothing for the others
            boolean stays = update.terms != null && !isForbidden();
            instead = stays ? renewed(node, Fill.name(key, variant), stored.with(update.terms, update.head)) : onlyNow(update.head, now);
        } catch (BadMessage odd) {
            exchange.log(Severity.ERROR, odd.getMessage() + " while revalidating a cached answer");
            instead = stored;
        }
        return true;
    }

    /** It has not changed, says who was asked without any condition: there is nothing else to answer with. */
    private boolean insisted() {
        status = Status.REVALIDATED;
        instead = stored;
        return true;
    }

    /** {@code terms} null: it is not to be kept any longer. */
    private record Update(Head head, Terms terms) {}

    /** What becomes of {@code of} by an answer that is about the same (RFC 9111 §3.2). */
    private Update update(Stored of, Head answer, long now) throws BadMessage {
        var control = rules.storing.control(answer.has(Name.CACHE_CONTROL) ? answer : of.head());
        var head = Heads.updated(of.head(), answer, control, now);
        var storing = Storing.of(head, asked(now), rules.storing);
        boolean stays = storing != null && storing.vary().equals(of.label().vary());
        return stays ? new Update(dated(head, storing.terms()), storing.terms()) : new Update(head, null);
    }

    /** Where the client gets the upstream's own {@code Date}, it stays. */
    private Head dated(Head head, Terms terms) throws BadMessage {
        return pass.answers.passesDate ? head : Heads.dated(head, terms.receivedMillis() - terms.ageMillis());
    }

    /** {@code no-store} of a request (RFC 9111 §5.2.1.5), and a body that may have made the answer what it is. */
    private boolean isForbidden() {
        return asks != null && asks.noStore || CacheRules.isByBody(exchange);
    }

    /** It is good for this request; nothing of it is kept. */
    private Stored onlyNow(Head head, long now) {
        return stored.with(new Terms(now, 0, 0, 0, 0, Terms.Rule.NEVER), head);
    }

    /** A small one gets a new file, a large one a new head beside it; what it is from now on. */
    private Stored renewed(Node of, String name, Stored same) {
        if (same.body() == null) {
            zone.freshen(of, name, same);
            renewal = () -> zone.keepHead(of, same);
            return same;
        }
        var anew = new Fill(zone, of, name, same.label(), new Fill.Content(same.terms(), same.head()));
        anew.add(ByteBuffer.wrap(same.body()));
        var stays = anew.complete();
        renewal = () -> anew.settle(stays);
        return stays == null ? same : stays;
    }

    private Storing.Asked asked(long now) {
        return new Storing.Asked(sentMillis, now, rules.isAuthorized(exchange), rules.revalidates, rules.wantsPart);
    }

    // Storing the answer.

    @Override
    public boolean keeps(Head answer, boolean buffers) throws Failure {
        boolean isChanged = slices != null && slices.isChanged();
        if (isChanged) Slicing.belongs(exchange, ThreadLocalRandom.current().nextLong());
        fill = stores && buffers && !isChanged ? begin(answer) : null;
        if (fill == null) release(true);
        return fill != null;
    }

    private Fill begin(Head answer) throws Failure {
        if (isForbidden() || rules.storesNothing(exchange)) return null;
        long now = System.currentTimeMillis();
        var storing = Storing.of(answer, asked(now), rules.storing);
        if (storing == null) return null;
        try {
            var head = dated(Heads.stored(answer, storing.control(), now), storing.terms());
            return fill(storing, head);
        } catch (BadMessage odd) {
            exchange.log(Severity.ERROR, odd.getMessage() + " while storing an answer");
            return null;
        }
    }

    /**
     * An answer that varies as what is stored already belongs beside that; any other one takes the place of all that is stored of the
     * resource (RFC 9111 §4.1).
     */
    private Fill fill(Storing storing, Head head) throws Failure {
        var kind = Variant.of(storing.vary(), exchange.head);
        boolean sameFamily = main != null && main.label().vary().equals(storing.vary());
        boolean isMain = !sameFamily || kind.equals(main.label().variant());
        var place = isMain ? "" : kind;
        var target = place.equals(variant) && !node.gone ? node : zone.enter(Key.of(key, place), millis() / 1000);
        long family = sameFamily ? main.label().family() : ThreadLocalRandom.current().nextLong();
        if (slices != null) family = slices.family(millis());
        if (slices != null) Slicing.belongs(exchange, family);
        boolean headOnly = exchange.is(Methods.HEAD) && !asksWithGet();
        var label = new Stored.Label(key, storing.vary(), kind, family, headOnly);
        return new Fill(zone, target, Fill.name(key, place), label, new Fill.Content(storing.terms(), head));
    }

    @Override
    public Outgoing keeping(Outgoing way, boolean bodiless, long from, long to) {
        return new Keeping(way, this, fill, from, bodiless ? from : to);
    }

    @Override
    public void abandons() {
        fill.abandon();
    }

    /** All of the answer is there: who waits for it gets it. */
    Stored filled(Fill whole) {
        var done = whole.complete();
        release(done == null);
        return done;
    }

    @Override
    public void ends() {
        if (status != null) zone.visits.count(exchange.loop(), status, exchange.bytesSent, fill != null && fill.isKept());
    }

    // What is told.

    @Override
    public String status() {
        return status == null ? null : status.name();
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public String etag() {
        return stored == null ? null : stored.etag();
    }

    @Override
    public String lastModified() {
        return stored == null ? null : stored.lastModified();
    }

    @Override
    public long ageSeconds() {
        var shown = instead != null ? instead : stored;
        return shown == null ? -1 : shown.terms().ageAt(millis()) / 1000;
    }

    @Override
    public String told() {
        if (rules.statusName.isEmpty()) return null;
        var text = new StringBuilder(rules.statusName).append("; ");
        if (status == null) return text.append(isForCaches() ? "fwd=bypass" : "fwd=method").toString();
        switch (status) {
            case HIT, STALE, UPDATING, REVALIDATED -> addUse(text);
            case EXPIRED -> text.append(wished ? "fwd=request" : "fwd=stale");
            case BYPASS -> text.append("fwd=bypass");
            case MISS -> text.append(main == null || variant.isEmpty() ? "fwd=uri-miss" : "fwd=vary-miss");
        }
        if (fill != null) text.append("; stored");
        return text.toString();
    }

    private boolean isForCaches() {
        return exchange.is(Methods.GET) || exchange.is(Methods.HEAD);
    }

    /** What is stored answers: at once, after another one's question, or after an own one. */
    private void addUse(StringBuilder text) {
        if (asked) {
            text.append(wished ? "fwd=request" : "fwd=stale");
            if (upstreamStatus != 0) text.append("; fwd-status=").append(upstreamStatus);
        } else if (collapsed) {
            text.append("fwd=uri-miss; collapsed");
        } else {
            var terms = stored.terms();
            text.append("hit; ttl=").append(Math.floorDiv(terms.lifetimeMillis() - terms.ageAt(millis()), 1000));
        }
    }
}
