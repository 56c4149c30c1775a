package owlboard.proxy.filter;

import java.time.ZoneId;
import java.util.Map;
import java.util.function.Function;
import owlboard.config.Level;
import owlboard.config.directive.HttpCore;
import owlboard.config.directive.Ssi;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Filter;
import owlboard.proxy.exchange.Link;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.respond.Types;
import owlboard.wire.http.Name;

/** {@code ssi}: commands in pages (ngx_http_ssi_module). What they do: {@link SsiPage}. */
public final class ServerSideIncludes implements Filter {
    private static final Slot<ServerSideIncludes> SLOT = new Slot<>((scope, making) -> of(scope.level(), making));
    public static final Feature FEATURE = Feature.of(SLOT).filters(SLOT).defines(Map.of("date_local", date(false), "date_gmt", date(true)));

    private final boolean keepsDate;
    private final Types types;
    final boolean silent;
    final long valueMax;
    /** Of a body that is put into a variable. */
    final long answerMax;
    final Function<String, Value.Part> variables;

    private ServerSideIncludes(Level level, Making making) {
        keepsDate = level.get(Ssi.SSI_LAST_MODIFIED);
        types = Types.of(level.get(Ssi.SSI_TYPES));
        silent = level.get(Ssi.SSI_SILENT_ERRORS);
        valueMax = level.get(Ssi.SSI_VALUE_LENGTH);
        answerMax = level.get(HttpCore.SUBREQUEST_OUTPUT_BUFFER_SIZE);
        variables = making.variables();
    }

    /** Null: off. */
    private static ServerSideIncludes of(Level level, Making making) {
        return level.get(Ssi.SSI) ? new ServerSideIncludes(level, making) : null;
    }

    /** As a page has it that says nothing of the format, also outside of pages. */
    private static Value.Part date(boolean gmt) {
        return (out, exchange) -> {
            var page = exchange.note(SsiPage.HERE);
            var zone = gmt ? ZoneId.of("GMT") : ZoneId.systemDefault();
            out.add(SsiTime.of(page == null ? SsiTime.USUAL : page.timeFormat(), exchange.loop().wallMillis() / 1000, zone));
            return true;
        };
    }

    @Override
    public boolean recodes(Exchange exchange, AnswerHead head) {
        return head.length != 0 && types.has(head);
    }

    @Override
    public Link link(Exchange exchange, AnswerHead head) {
        if (!recodes(exchange, head)) return null;
        head.becomesOther();
        if (!keepsDate) {
            head.drop(Name.LAST_MODIFIED);
            head.drop(Name.ETAG);
        }
        if (head.bodiless) return null;
        Joint.want(exchange);
        return new SsiPage(exchange, this);
    }
}
