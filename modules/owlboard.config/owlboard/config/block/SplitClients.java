package owlboard.config.block;

import owlboard.config.Http.Source.Share;
import owlboard.config.Http.Source;
import owlboard.config.Template;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code split_clients source $name { 0.5% a; * b; }}. Shares are counted in hundredths of a percent, as nginx does, and their values are
 * as they stand.
 */
final class SplitClients {
    private static final int WHOLE = 10_000;

    private SplitClients() {}

    static void read(Words words, Reading reading) throws Refusal {
        var name = MapBlock.variable(words, 1);
        var shares = new ArrayList<Share>();
        int sum = 0;
        long last = 0;
        for (var node : words.node().block()) {
            var line = new Words(node, words.context(), words.scope());
            if (node.block() != null) throw line.refuse("unexpected \"{\"");
            if (line.count() != 1) throw line.refuse("invalid number of arguments in \"split_clients\" directive");
            boolean rest = node.name().equals("*");
            int percent = rest ? WHOLE - Math.min(WHOLE, sum) : percent(line);
            sum += percent;
            if (sum > WHOLE) throw line.refuse("percent total is greater than 100%");
            last = rest ? 1L << 32 : last + percent * 0xffffffffL / WHOLE;
            shares.add(new Share(last, Template.of(line.text(0))));
        }
        reading.scope().define(name, new Source.Split(words.place(), words.template(0), List.copyOf(shares)), words.place());
    }

    private static int percent(Words line) throws Refusal {
        if (!line.name().matches("[0-9]{1,3}(\\.[0-9]{1,2})?%")) throw line.refuse("invalid percent value \"" + line.name() + '"');
        var number = line.name().substring(0, line.name().length() - 1);
        int percent = new BigDecimal(number).movePointRight(2).intValueExact();
        if (percent == 0) throw line.refuse("invalid percent value \"" + line.name() + '"');
        return percent;
    }
}
