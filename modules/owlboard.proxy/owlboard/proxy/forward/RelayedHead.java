package owlboard.proxy.forward;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import owlboard.config.Protocol;
import owlboard.proxy.content.Files;
import owlboard.proxy.content.Ranges;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.respond.AddedHeaders;
import owlboard.proxy.respond.KeptLines;
import owlboard.proxy.respond.Respond;
import owlboard.proxy.respond.ServerTokens;
import owlboard.proxy.upstream.StickyCookie;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;

/** Composes the head of an upstream's answer, one that comes or one that is stored, for the client. */
public final class RelayedHead {
    private static final byte[] SET_COOKIE = "Set-Cookie".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTENT_TYPE = "Content-Type".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REFRESH = "Refresh".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AGE = "Age".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AGE_NAME = "age".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CACHE_STATUS = "Cache-Status".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ACCEPT_RANGES = "Accept-Ranges".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BYTES = "bytes".getBytes(StandardCharsets.US_ASCII);

    /** What an upstream says once; more of it is dropped and logged, as nginx does from 1.23.0 on. */
    private static final long SINGLE = 1L << Name.LAST_MODIFIED | 1L << Name.ETAG | 1L << Name.LOCATION | 1L << Name.REFRESH
            | 1L << Name.EXPIRES | 1L << Name.DATE | 1L << Name.SERVER | 1L << Name.CONTENT_TYPE;

    private final Exchange exchange;
    private final ProxyPass pass;
    /** As the upstream sent it, or as it is stored. */
    final Head head;
    /** Seconds; -1: it comes straight from the upstream. */
    private long ageSeconds = -1;
    /** Null: the whole goes out. */
    private Ranges cut;
    private Ranges.Multipart multipart;
    private boolean joined;
    /** The client is not told how old it is: it counts from now on, as the file says. */
    private boolean isTimeless;

    RelayedHead(Exchange exchange, ProxyPass pass, Head head) {
        this.exchange = exchange;
        this.pass = pass;
        this.head = head;
    }

    /** What the client is told, of a line that is there once; null: nothing. */
    String shown(int id) {
        int line = head.find(id);
        return line < 0 || pass.answers.hides(head, line) ? null : head.value(line);
    }

    /** It was stored: it keeps its {@code Date}, and tells how old it is (RFC 9111 §5.1). */
    RelayedHead aged(long seconds) {
        ageSeconds = seconds;
        return this;
    }

    /** Of an answer of {@code size} bytes these parts go out. Null: there is one, which goes out as it is. */
    Ranges.Multipart sendParts(Ranges parts, long size, boolean bodiless) throws IOException {
        cut = parts;
        send(200, size, bodiless);
        return multipart;
    }

    /** It is a part that stands for the whole: what it says of parts is not so. */
    RelayedHead joined() {
        joined = true;
        return this;
    }

    /** Composes it, and sends it on its way. {@code length} -1: not known, or there cannot be one. */
    void send(int status, long length, boolean bodiless) throws IOException {
        exchange.status = status;
        var answer = exchange.answer.begin(status);
        answer.bodiless = bodiless;
        boolean hasReason = head.reasonLength > 0 || pass.protocol == Protocol.HTTP && !pass.overHttp2;
        if (status == head.status && hasReason) answer.reason(head.array, head.reasonAt, head.reasonLength);
        boolean validated = status == 304 && head.status != 304;
        var answers = pass.answers;
        boolean tellsServer = answers.passesServer && (pass.protocol == Protocol.HTTP || head.has(Name.SERVER));
        if (!tellsServer) ServerTokens.addTo(answer, exchange);
        var added = exchange.settings.get(AddedHeaders.SLOT);
        boolean counts = exchange.caching != null && added.maySetLifetime
                && added.setsLifetime(exchange, status, shown(Name.CACHE_CONTROL), shown(Name.EXPIRES) != null);
        isTimeless = counts || answers.hidesAge();
        boolean isStored = ageSeconds >= 0;
        if (isStored && !counts && head.has(Name.DATE)) line(answer, head.find(Name.DATE));
        else if (isStored || !answers.passesDate || !head.has(Name.DATE)) Respond.date(answer, exchange);
        if (!validated) contentType(answer, head.find(Name.CONTENT_TYPE));
        answer.lengthHere();
        answer.length = validated ? -1 : length;
        Respond.connection(answer, exchange);
        lines(answer, validated);
        if (head.has(Name.ACCESS_CONTROL_ALLOW_ORIGIN)) Doubts.ofOrigins(exchange, pass.answers, head);
        sticky(answer, exchange);
        boolean mayBeCut = (joined || pass.forcesRanges) && status == 200 && length >= 0;
        boolean offersParts = cut == null && mayBeCut && exchange.settings.get(Files.SLOT).maxRanges != 0;
        if (offersParts) answer.add(ACCEPT_RANGES, Name.ACCEPT_RANGES, BYTES);
        if (isStored && !isTimeless) {
            answer.open(AGE, Name.OTHER).addDecimal(ageSeconds);
            answer.close(Name.OTHER);
        }
        var told = exchange.caching == null ? null : exchange.caching.told();
        if (told != null) answer.add(CACHE_STATUS, Name.OTHER, told);
        boolean mayTrail = pass.passesTrailers && pass.dialect.mayHaveTrailers(head) && !bodiless;
        // of HTTP/1 only chunks have trailers, and who asks HTTP/2 over it rather wants the length
        if (mayTrail && (!pass.overHttp2 || length < 0 || exchange.head.version >= 20)) answer.trailers = this::trailers;
        Respond.added(answer, exchange, !validated && (!bodiless || length >= 0 || status != 204 && status != 304));
        if (cut != null) multipart = cut.cut(answer, exchange, length);
        exchange.begins(answer);
    }

    /** The client is told where it belongs, where that is new to it. */
    static void sticky(AnswerHead answer, Exchange exchange) {
        var line = exchange.note(StickyCookie.LINE);
        if (line != null) answer.add(SET_COOKIE, Name.SET_COOKIE, line);
    }

    /** {@code line} is negative when the upstream named no type. */
    private void contentType(AnswerHead answer, int line) {
        if (line < 0) {
            Respond.contentType(answer, exchange, KeptLines.type(exchange, null));
            return;
        }
        if (head.valueLength(line) == 0 || !pass.answers.passes(Name.CONTENT_TYPE)) return; // nginx drops an empty one
        if (exchange.settings.get(AddedHeaders.SLOT).replacesContentType(exchange, answer.status)) return;
        answer.open(CONTENT_TYPE, Name.CONTENT_TYPE).add(head.array, head.valueAt(line), head.valueLength(line));
        answer.close(Name.CONTENT_TYPE);
    }

    private void lines(AnswerHead answer, boolean validated) {
        var answers = pass.answers;
        boolean nominates = head.has(Name.CONNECTION);
        boolean replacesExpiry = exchange.settings.get(AddedHeaders.SLOT).setsExpires(exchange, exchange.status);
        long met = 0;
        for (int i = 0; i < head.count(); i++) {
            int id = head.id(i);
            if ((SINGLE & met & 1L << id) != 0) {
                repeated(i);
                continue;
            }
            met |= 1L << id;
            if (answers.hides(head, i)) continue;
            if (nominates && id == Name.OTHER && head.lists(Name.CONNECTION,
                    head.name(i).toLowerCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1))) {
                continue;
            }
            switch (id) {
                case Name.LOCATION -> location(answer, i);
                case Name.REFRESH -> refresh(answer, i);
                case Name.SET_COOKIE -> cookie(answer, i);
                case Name.EXPIRES, Name.CACHE_CONTROL -> {
                    if (!replacesExpiry) line(answer, i);
                }
                case Name.DATE -> {
                    if (ageSeconds < 0) line(answer, i);
                }
                case Name.CONTENT_ENCODING -> {
                    if (!validated) line(answer, i);
                }
                case Name.ACCEPT_RANGES -> {
                    if (!validated && !pass.forcesRanges && !isCut()) line(answer, i);
                }
                case Name.CONTENT_RANGE -> {
                    if (!validated && !isCut()) line(answer, i);
                }
                default -> {
                    if (ageSeconds < 0 && !isTimeless || id != Name.OTHER || !isAge(i)) line(answer, i);
                }
            }
        }
    }

    private void repeated(int i) {
        exchange.log(Severity.WARN, "upstream sent duplicate header line: \"" + text(i) + "\", previous value: \""
                + text(head.find(head.id(i))) + "\", ignored while reading response header from upstream");
    }

    private String text(int i) {
        return head.name(i) + ": " + head.value(i);
    }

    /** An error is answered in its place, of what is there: its lines go out all the same. */
    void outlives() {
        var composed = new AnswerHead().begin(head.status);
        lines(composed, false);
        KeptLines.relayed(exchange, composed);
    }

    /** Lines that frame a message, or are about one connection, have no place behind it (RFC 9110 §6.5.1). */
    private void trailers(AnswerHead answer) {
        var lines = exchange.answerTrailers;
        if (lines == null) return;
        for (int i = 0; i < lines.count(); i++) {
            int id = lines.id(i);
            boolean frames = id == Name.CONTENT_LENGTH || id == Name.TRANSFER_ENCODING || id == Name.CONNECTION;
            if (frames || pass.answers.hides(lines, i)) continue;
            answer.add(lines.array, lines.nameAt(i), lines.nameLength(i), id, lines.valueAt(i), lines.valueLength(i));
        }
    }

    private boolean isCut() {
        return joined || cut != null;
    }

    private boolean isAge(int i) {
        return Name.is(head.array, head.nameAt(i), head.nameLength(i), AGE_NAME);
    }

    private void line(AnswerHead answer, int i) {
        answer.add(head.array, head.nameAt(i), head.nameLength(i), head.id(i), head.valueAt(i), head.valueLength(i));
    }

    private void cookie(AnswerHead answer, int i) {
        if (!pass.answers.changesCookies()) line(answer, i);
        else answer.add(SET_COOKIE, Name.SET_COOKIE, pass.answers.cookie(exchange, head.value(i)));
    }

    private void location(AnswerHead answer, int i) {
        var changed = pass.answers.redirect(exchange, head.value(i));
        if (changed == null) Doubts.ofRedirect(exchange, head.value(i));
        if (changed == null) line(answer, i);
        else Respond.location(answer, Respond.absolute(exchange, changed));
    }

    private void refresh(AnswerHead answer, int i) {
        var value = head.value(i);
        int url = value.toLowerCase(Locale.ROOT).indexOf("url=");
        var changed = url < 0 ? null : pass.answers.redirect(exchange, value.substring(url + 4));
        if (changed == null) line(answer, i);
        else answer.add(REFRESH, Name.REFRESH, value.substring(0, url + 4) + changed);
    }
}
