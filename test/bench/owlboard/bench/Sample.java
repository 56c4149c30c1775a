package owlboard.bench;

/** One run of one load against one proxy. */
record Sample(String proxy, String load, double cpuMicrosPerRequest, Wrk.Result result, long rssBytes) {
    @Override
    public String toString() {
        return "%-28s  %-8s  %7.1f CPU µs  %8.0f req/s  p50 %6.2f ms  p99 %6.2f ms  %3d MB%s".formatted(
                load, proxy, cpuMicrosPerRequest, result.perSecond(), result.p50Millis(), result.p99Millis(), rssBytes >> 20,
                result.errors());
    }
}
