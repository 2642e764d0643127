package io.spillway.loadtest.load;

import io.spillway.loadtest.load.SvgChart.Series;
import io.spillway.loadtest.load.TimeSeries.Second;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Writes a run as one page that needs nothing else: the figures and four plots. */
public final class HtmlReport {
  private static final String BLUE = "#3b78c2";
  private static final String GREEN = "#3a9d5d";
  private static final String ORANGE = "#d98a2b";
  private static final String RED = "#c8443f";
  private static final String GREY = "#8a8f98";

  private static final String STYLE =
      """
      :root { color-scheme: light dark; }
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 960px; margin: 2em auto; padding: 0 1em; }
      pre { overflow-x: auto; padding: 1em; border: 1px solid #8884; border-radius: 6px; }
      svg { width: 100%; height: auto; margin: .6em 0; font: 12px system-ui, sans-serif; }
      svg text { fill: currentColor; }
      svg .title { font-weight: 600; font-size: 14px; }
      svg .tick { opacity: .75; }
      svg .grid { stroke: currentColor; stroke-opacity: .15; }
      """;

  private HtmlReport() {}

  /** The page of a run. */
  public static String page(String title, LoadSummary summary, TimeSeries series) {
    String figures =
        TextReport.lines(summary).stream().map(Html::escaped).collect(Collectors.joining("\n"));
    String charts = charts(series).stream().map(SvgChart::svg).collect(Collectors.joining());
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%1$s</title>
    <style>
    %4$s      </style>
    </head>
    <body>
    <h1>%1$s</h1>
    <p>Times count from the moment a request was planned to start, however late it was sent.</p>
    <pre>%2$s</pre>
    %3$s
    </body>
    </html>
    """
        .formatted(Html.escaped(title), figures, charts, STYLE);
  }

  private static List<SvgChart> charts(TimeSeries series) {
    return List.of(
        new SvgChart(
            "Arrivals",
            "requests per second",
            List.of(line(series, "planned", BLUE, Second::arrivals)),
            false),
        new SvgChart(
            "In flight", "requests", List.of(line(series, "open", BLUE, Second::inFlight)), false),
        new SvgChart(
            "First token",
            "seconds, by planned start",
            List.of(
                line(series, "p50", GREEN, s -> s.firstToken().p50()),
                line(series, "p95", ORANGE, s -> s.firstToken().p95()),
                line(series, "p99", RED, s -> s.firstToken().p99())),
            false),
        new SvgChart(
            "Endings",
            "requests per second",
            List.of(
                line(series, "success", GREEN, s -> s.ended().success()),
                line(series, "declared error", ORANGE, s -> s.ended().declared()),
                line(series, "lost", RED, s -> s.ended().lost()),
                line(series, "cancelled", GREY, s -> s.ended().cancelled())),
            true));
  }

  private static Series line(
      TimeSeries series, String name, String color, ToDoubleFunction<Second> value) {
    return new Series(name, color, series.seconds().stream().map(value::applyAsDouble).toList());
  }
}
