package owlboard.proxy.filter;

import java.io.IOException;
import java.nio.ByteBuffer;
import owlboard.config.Level;
import owlboard.config.directive.Addition;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Filter;
import owlboard.proxy.exchange.Link;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.Redirect;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.respond.Types;

/**
 * {@code add_before_body}, {@code add_after_body}: other answers before and behind the body of a 200 (ngx_http_addition_filter_module).
 */
public final class Additions implements Filter {
    private static final Slot<Additions> SLOT = new Slot<>((scope, _) -> of(scope.level()));
    public static final Feature FEATURE = Feature.of(SLOT).filters(SLOT);

    /** Empty: none. */
    private final String before;
    private final String after;
    private final Types types;

    private Additions(Level level) {
        before = level.get(Addition.ADD_BEFORE_BODY);
        after = level.get(Addition.ADD_AFTER_BODY);
        types = Types.of(level.get(Addition.ADDITION_TYPES));
    }

    /** Null: off. */
    private static Additions of(Level level) {
        var additions = new Additions(level);
        return additions.before.isEmpty() && additions.after.isEmpty() ? null : additions;
    }

    @Override
    public boolean recodes(Exchange exchange, AnswerHead head) {
        return head.status == 200 && exchange.parent == null && types.has(head);
    }

    @Override
    public Link link(Exchange exchange, AnswerHead head) {
        if (!recodes(exchange, head)) return null;
        head.becomesOther();
        if (head.bodiless) return null;
        Joint.want(exchange);
        return new Adder(exchange);
    }

    private final class Adder extends Link {
        private final Exchange exchange;
        private boolean begun;

        Adder(Exchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public void body(ByteBuffer bytes, boolean last) throws IOException {
            if (!bytes.hasRemaining() && !last) return;
            begin();
            if (!last || after.isEmpty()) {
                next.body(bytes, last);
                return;
            }
            if (bytes.hasRemaining()) next.body(bytes, false);
            include(after);
            next.body(ByteBuffer.allocate(0), true);
        }

        private void begin() throws IOException {
            if (begun) return;
            begun = true;
            if (!before.isEmpty()) include(before);
        }

        private void include(String uri) throws IOException {
            Joint.include(exchange, new Redirect(uri, "", Methods.GET));
        }

        /** What answers first is known without the body's first bytes. */
        @Override
        public void flush() throws IOException {
            begin();
            next.flush();
        }
    }
}
