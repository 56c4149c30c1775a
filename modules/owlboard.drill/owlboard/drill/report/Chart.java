package owlboard.drill.report;

import java.util.ArrayList;
import java.util.List;
import owlboard.drill.judge.Course;
import owlboard.drill.traffic.Seen;

/** Two charts of one drill as SVG, on one axis of time: how long each request took, and how many were answered or failed. */
final class Chart {
    private static final int WIDTH = 720;
    private static final int LEFT = 52;
    private static final int RIGHT = 12;
    private static final int TOP = 10;
    private static final int DOTS = 150;
    private static final int BARS = 70;
    private static final int GAP = 26;
    private static final int DOTS_MAX = 4000;
    private static final double LEAST_MILLIS = 0.1;

    private final Course course;
    private final List<Seen> seen;
    private final double from;
    private final double to;
    private final double mostMillis;

    private Chart(Course course) {
        this.course = course;
        this.seen = course.times().counted(course.seen());
        this.from = course.times().sinceStrike(course.times().warmNanos());
        this.to = Math.max(from + 1, course.times().sinceStrike(course.times().endNanos()));
        this.mostMillis = Math.max(100, seen.stream().mapToLong(Seen::tookNanos).max().orElse(0) / 1e6);
    }

    static String of(Course course) {
        return new Chart(course).draw();
    }

    private String draw() {
        int height = TOP + DOTS + GAP + BARS + GAP;
        var svg = new StringBuilder("<svg viewBox=\"0 0 " + WIDTH + " " + height + "\" role=\"img\" aria-label=\"Latency of each request, "
                + "and answers per second\">\n");
        fault(svg);
        for (double millis = LEAST_MILLIS * 10; millis <= mostMillis; millis *= 10) {
            line(svg, "grid", LEFT, y(millis), WIDTH - RIGHT, y(millis));
            text(svg, "end", LEFT - 6, y(millis) + 4, millis >= 1000 ? Text.number("%.0f s", millis / 1000)
                    : Text.number("%.0f ms", millis));
        }
        dots(svg);
        bars(svg);
        axis(svg, TOP + DOTS + GAP + BARS);
        return svg.append("</svg>\n").toString();
    }

    private void fault(StringBuilder svg) {
        double end = course.times().backNanos() < 0 ? to : course.times().sinceStrike(course.times().backNanos());
        svg.append(Text.number("<rect class=\"fault\" x=\"%.1f\" ", x(0)))
                .append(Text.number("width=\"%.1f\" ", Math.max(2, x(end) - x(0))))
                .append("y=\"" + TOP + "\" height=\"" + (DOTS + GAP + BARS) + "\"/>\n");
    }

    /** All that failed, and of the others so many that the page stays small. */
    private void dots(StringBuilder svg) {
        int every = Math.max(1, seen.size() / DOTS_MAX);
        for (int i = 0; i < seen.size(); i++) {
            var one = seen.get(i);
            if (i % every != 0 && !one.isFailed()) continue;
            svg.append(Text.number("<circle class=\"" + kind(one) + "\" cx=\"%.1f\" ", x(course.times().sinceStrike(one.atNanos()))))
                    .append(Text.number("cy=\"%.1f\" ", y(one.tookNanos() / 1e6))).append(one.isFailed() ? "r=\"3\"/>\n" : "r=\"1.7\"/>\n");
        }
    }

    private static String kind(Seen seen) {
        if (seen.isFailed()) return "bad";
        return seen.isRetried() ? "retried" : "good";
    }

    private void bars(StringBuilder svg) {
        int count = (int) Math.ceil(to - from);
        var good = new int[count];
        var bad = new int[count];
        for (var one : seen) {
            int second = (int) Math.clamp(course.times().sinceStrike(one.endNanos()) - from, 0, count - 1);
            (one.isFailed() ? bad : good)[second]++;
        }
        int most = 1;
        for (int i = 0; i < count; i++) most = Math.max(most, good[i] + bad[i]);
        double bottom = TOP + DOTS + GAP + BARS;
        for (int i = 0; i < count; i++) {
            double well = (double) BARS * good[i] / most;
            double ill = (double) BARS * bad[i] / most;
            bar(svg, "good", i, bottom - well, well);
            bar(svg, "bad", i, bottom - well - ill, ill);
        }
        text(svg, "end", LEFT - 6, bottom - BARS + 10, most + "/s");
    }

    private void bar(StringBuilder svg, String kind, int second, double top, double height) {
        if (height <= 0) return;
        double width = Math.max(1, x(Math.min(to, from + second + 1)) - x(from + second) - 1);
        svg.append(Text.number("<rect class=\"" + kind + "\" x=\"%.1f\" ", x(from + second))).append(Text.number("y=\"%.1f\" ", top))
                .append(Text.number("width=\"%.1f\" ", width)).append(Text.number("height=\"%.1f\"/>\n", height));
    }

    private void axis(StringBuilder svg, double bottom) {
        line(svg, "axis", LEFT, bottom, WIDTH - RIGHT, bottom);
        for (double second : seconds()) {
            text(svg, "middle", x(second), bottom + 16, Text.number("%+.0f s", second));
        }
    }

    /** Some eight of them, one at the strike. */
    private List<Double> seconds() {
        double step = 1;
        while ((to - from) / step > 8) step = step == 2 || step == 20 ? step * 2.5 : step * 2;
        var seconds = new ArrayList<Double>();
        for (double second = Math.ceil(from / step) * step; second <= to; second += step) seconds.add(second);
        return seconds;
    }

    private double x(double second) {
        return LEFT + (second - from) / (to - from) * (WIDTH - LEFT - RIGHT);
    }

    /** Logarithmic. */
    private double y(double millis) {
        double share = Math.log(Math.max(millis, LEAST_MILLIS) / LEAST_MILLIS) / Math.log(mostMillis / LEAST_MILLIS);
        return TOP + DOTS - share * DOTS;
    }

    private static void line(StringBuilder svg, String kind, double x1, double y1, double x2, double y2) {
        svg.append("<path class=\"").append(kind).append(Text.number("\" d=\"M%.1f ", x1)).append(Text.number("%.1f", y1))
                .append(Text.number("L%.1f ", x2)).append(Text.number("%.1f\"/>\n", y2));
    }

    private static void text(StringBuilder svg, String anchor, double x, double y, String text) {
        svg.append("<text text-anchor=\"").append(anchor).append(Text.number("\" x=\"%.1f\" ", x)).append(Text.number("y=\"%.1f\">", y))
                .append(text).append("</text>\n");
    }
}
